import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { waitFor } from '../../support/process.ts'
import { buildFixture } from '../support/build-fixture.ts'
import { ledgerChain, queryData, startLedger, temporaryFolder } from '../support/engine.ts'
import { address, moveTransaction } from '../support/ledger.ts'

type State = {
  accounts: { id: string; sent: string; received: string; ratio: string; moveCount: number; lastNote: string | null }[]
  moves: { run: number; amount: string; note: string; kinds: number[]; block: string; sender: string }[]
}

const STATE = `{
  accounts(orderBy: id) { id sent received ratio moveCount lastNote }
  moves(orderBy: block) { run amount note kinds block sender }
}`

const [alice, bob, carol] = [address(0xa), address(0xb), address(0xc)]
const move = (from: string, to: string, amount: bigint, note = '') => moveTransaction({ from, to, amount, note })

/** What a fresh engine makes of the chain as it is now: the measure for one that has seen reorganisations. */
async function stateFromScratch(t: TestContext, chain: Awaited<ReturnType<typeof ledgerChain>>): Promise<State> {
  const engine = await startLedger(t, chain)
  await engine.waitForBlock(await chain.height())
  return queryData<State>(engine, STATE)
}

describe('indexing a chain', () => {
  it('folds events into entities, each handler in a module of its own', async (t) => {
    const chain = await ledgerChain(t)
    await chain.mine(3)
    const first = await chain.mineTransactions([
      moveTransaction({ from: alice, to: bob, amount: 3n, note: 'hi', kinds: [1, 255] }),
      moveTransaction({ from: bob, to: alice, amount: 2n }, 3),
    ])
    const engine = await startLedger(t, chain)
    await engine.waitForBlock(first)
    const { accounts, moves } = await queryData<State>(engine, STATE)
    assert.deepEqual(accounts, [
      { id: alice, sent: '3', received: '6', ratio: '2', moveCount: 0, lastNote: 'hi' },
      { id: bob, sent: '6', received: '3', ratio: '0.5', moveCount: 0, lastNote: null },
    ])
    assert.deepEqual(
      moves.map(({ run }) => run),
      [1, 1, 1, 1],
    )
    assert.deepEqual(moves.find(({ note }) => note === 'hi')?.kinds, [1, 255])
    assert.equal(moves[0]?.sender, '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266')
    assert.equal(engine.status().events, 4)
  })

  it('shows derived entities of earlier and of this block, and forgets removed ones', async (t) => {
    const chain = await ledgerChain(t)
    await chain.mineTransactions([move(alice, bob, 1n), move(alice, bob, 1n)])
    const height = await chain.mineTransactions([
      move(alice, bob, 1n),
      move(alice, bob, 1n, 'count'),
      move(alice, carol, 1n, 'close'),
    ])
    const engine = await startLedger(t, chain)
    await engine.waitForBlock(height)
    const { accounts } = await queryData<State>(engine, STATE)
    assert.deepEqual(
      accounts.map(({ id }) => id),
      [alice, bob],
    )
    assert.equal(accounts[0]?.moveCount, 3)
  })

  it('follows new blocks and resumes from its file', async (t) => {
    const chain = await ledgerChain(t)
    const storePath = join(temporaryFolder(t), 'store.sqlite')
    await chain.mineTransactions([move(alice, bob, 1n)])
    const before = await startLedger(t, chain, { storePath })
    await before.waitForBlock(await chain.mineTransactions([move(alice, bob, 2n)]))
    await before.stop()
    await chain.mineTransactions([move(alice, bob, 4n)])
    const after = await startLedger(t, chain, { storePath })
    await after.waitForBlock(await chain.height())
    assert.equal(after.status().events, 1)
    const { accounts } = await queryData<State>(after, STATE)
    assert.equal(accounts[0]?.sent, '7')
  })

  it('ignores logs below the start block and of other contracts', async (t) => {
    const chain = await ledgerChain(t)
    const first = await chain.mineTransactions([move(alice, bob, 1n)])
    await chain.mineTransactions([move(alice, bob, 2n)])
    const options = { dataSources: { Ledger: { startBlock: first + 1 } } }
    const engine = await startLedger(t, chain, options)
    await engine.waitForBlock(await chain.height())
    assert.equal((await queryData<State>(engine, STATE)).accounts[0]?.sent, '2')
    const elsewhere = await startLedger(t, chain, { dataSources: { Ledger: { address: address(0xdead) } } })
    await elsewhere.waitForBlock(await chain.height())
    assert.deepEqual((await queryData<State>(elsewhere, STATE)).accounts, [])
    assert.notEqual(engine.deployment, elsewhere.deployment)
  })
})

describe('a reorganisation', () => {
  it('takes back what left the chain, in the end as if it had never been', async (t) => {
    const chain = await ledgerChain(t)
    await chain.mineTransactions([move(alice, bob, 1n)])
    const snapshot = await chain.request('evm_snapshot')
    for (const amount of [10n, 20n, 30n]) await chain.mineTransactions([move(bob, carol, amount), move(alice, bob, 5n)])
    const engine = await startLedger(t, chain)
    await engine.waitForBlock(await chain.height())
    assert.equal((await queryData<State>(engine, STATE)).accounts.length, 3)

    await chain.request('evm_revert', [snapshot])
    for (const amount of [7n, 8n]) await chain.mineTransactions([move(alice, carol, amount)])
    await chain.mine(3)
    await engine.waitForBlock(await chain.height())
    await waitFor(
      'the new branch',
      async () => (engine.lines.some((line) => line.includes('going back')) ? true : undefined),
      {
        timeoutMs: 10_000,
      },
    )
    await waitFor('the head', async () => (engine.status().synced ? true : undefined), { timeoutMs: 10_000 })
    assert.deepEqual(await queryData<State>(engine, STATE), await stateFromScratch(t, chain))
  })

  it('that happened while the engine was stopped is found at the start', async (t) => {
    const chain = await ledgerChain(t)
    const storePath = join(temporaryFolder(t), 'store.sqlite')
    await chain.mineTransactions([move(alice, bob, 1n)])
    const snapshot = await chain.request('evm_snapshot')
    await chain.mineTransactions([move(alice, bob, 2n)])
    const before = await startLedger(t, chain, { storePath })
    await before.waitForBlock(await chain.height())
    await before.stop()
    await chain.request('evm_revert', [snapshot])
    await chain.mineTransactions([move(alice, bob, 4n)])
    await chain.mine(1)
    const after = await startLedger(t, chain, { storePath })
    await after.waitForBlock(await chain.height())
    assert.equal((await queryData<State>(after, STATE)).accounts[0]?.sent, '5')
  })
})

describe('a handler that fails', () => {
  for (const [note, message, number = ''] of [
    [
      'abort',
      /Mapping aborted at src\/ledger\.ts, line 28, column 24, with message: asked to abort in handler `handleMoved`/,
    ],
    ['critical', /Critical error logged in mapping with log message: asked for by local/],
    ['loop', /^stopped after 1000000000 steps of its loops and calls in handler `handleMoved`/, 'A95, '],
    ['recurse', /^Maximum call stack size exceeded in handler `handleMoved`/, 'A96, '],
    ['hoard', /^unreachable in handler `handleMoved`/, 'A96, '],
  ] as const) {
    it(`${number}A98: stops the subgraph at its block, of which nothing is seen, and keeps serving (${note})`, async (t) => {
      const chain = await ledgerChain(t)
      await chain.mineTransactions([move(alice, bob, 1n)])
      const failing = await chain.mineTransactions([move(alice, bob, 2n), move(alice, bob, 3n, note)])
      await chain.mine(2)
      const engine = await startLedger(t, chain)
      await assert.rejects(engine.waitForBlock(failing), /the subgraph failed/)
      const status = engine.status()
      assert.match(status.failure?.message ?? '', message)
      assert.equal(status.failure?.block.number, failing)
      assert.equal(status.head?.number, failing)
      const refused = await engine.query({ query: '{ accounts { sent } }' })
      assert.deepEqual(refused, { errors: [{ message: 'indexing_error' }] })
      for (const argument of ['subgraphError: allow', `block: { number: ${failing - 1} }`]) {
        const query = `{ accounts(orderBy: id, ${argument}) { sent } }`
        const { data } = (await engine.query({ query })) as { data: Pick<State, 'accounts'> }
        assert.equal(data.accounts[0]?.sent, '1', argument)
      }
    })
  }

  it('runs on when its block is replaced', async (t) => {
    const chain = await ledgerChain(t)
    await chain.mineTransactions([move(alice, bob, 1n)])
    const snapshot = await chain.request('evm_snapshot')
    const failing = await chain.mineTransactions([move(alice, bob, 2n, 'abort')])
    const engine = await startLedger(t, chain)
    await assert.rejects(engine.waitForBlock(failing))
    await chain.request('evm_revert', [snapshot])
    await chain.mineTransactions([move(alice, bob, 4n)])
    await waitFor(
      'recovery',
      async () => (engine.status().synced && engine.status().failure === undefined ? true : undefined),
      {
        timeoutMs: 10_000,
      },
    )
    assert.equal(engine.status().failure, undefined)
    assert.equal((await queryData<State>(engine, STATE)).accounts[0]?.sent, '5')
  })
})

describe('the engine', () => {
  it('answers a fetch in process', async (t) => {
    const chain = await ledgerChain(t)
    const engine = await startLedger(t, chain)
    await engine.waitForBlock(await chain.height())
    const body = JSON.stringify({ query: '{ _meta { deployment } }' })
    const response = await engine.fetch('http://engine.local/', { method: 'POST', body })
    assert.deepEqual(await response.json(), { data: { _meta: { deployment: engine.deployment } } })
    const bad = await engine.fetch('http://engine.local/', { method: 'POST', body: '[]' })
    assert.equal(bad.status, 400)
  })

  it('refuses a node of another chain for a store', async (t) => {
    const chain = await ledgerChain(t)
    const storePath = join(temporaryFolder(t), 'store.sqlite')
    const engine = await startLedger(t, chain, { storePath })
    await engine.stop()
    const other = await ledgerChain(t)
    await other.request('anvil_reset', [])
    await other.request('anvil_setChainId', [1234])
    await assert.rejects(startLedger(t, other, { storePath }), /choose another store path/)
  })

  it('gives up on a node that does not answer', async (t) => {
    const build = await buildFixture('ledger')
    const options = {
      buildDir: build,
      connectTimeoutMs: 100,
      rpcUrl: 'http://user:secret@127.0.0.1:1/key?token=secret',
    }
    const never = { url: '' } as Awaited<ReturnType<typeof ledgerChain>>
    await assert.rejects(startLedger(t, never, options), (error: Error) => {
      assert.match(error.message, /eth_chainId at http:\/\/127\.0\.0\.1:1\/…: /)
      return !error.message.includes('secret') && !error.message.includes('key')
    })
  })
})
