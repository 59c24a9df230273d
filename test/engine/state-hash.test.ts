import assert from 'node:assert/strict'
import { join } from 'node:path'
import { before, describe, it, type TestContext } from 'node:test'
import { type Engine, type EngineOptions, findStateMismatch, readStateHash } from '../../engine/index.ts'
import { directoryOf, listen } from '../../engine/server/index.ts'
import { buildFixture } from './support/build-fixture.ts'
import { ledgerChain, startLedger, temporaryFolder } from './support/engine.ts'
import { address, moveTransaction } from './support/ledger.ts'
import type { LocalChain } from './support/local-chain.ts'
import { collectLogs } from './support/loggers.ts'

/** Blocks with moves, with empty ones between: more than a backfill needs to give them to its thread. */
const LAST = 160
const hasMoves = (number: number) => number % 7 < 2

function movesOf(number: number, fork = 0) {
  if (!hasMoves(number)) return []
  const [from, to] = [address(1 + (number % 3)), address(1 + ((number + 1) % 4))]
  const notes = ['', 'count', number % 21 === 0 ? 'close' : 'note']
  return notes.map((note, index) => moveTransaction({ from, to, amount: BigInt(number + index + fork), note }))
}

async function extend(chain: LocalChain, last: number, fork = 0): Promise<void> {
  for (let number = (await chain.height()) + 1; number <= last; number++) {
    if (hasMoves(number)) await chain.mineTransactions(movesOf(number, fork))
    else await chain.mine(1)
  }
}

type Hashes = readonly ReturnType<Engine['stateHash']>[]

describe('the state hash of a chain', () => {
  before(() => buildFixture('ledger'))

  it('A97: is the same at each block however it was indexed', async (t) => {
    const chain = await ledgerChain(t)
    const paths: Record<string, string> = {}
    const hashes: Record<string, Hashes> = {}
    const start = (way: string, options: Partial<EngineOptions> = {}) => {
      paths[way] ??= join(temporaryFolder(t), 'store.sqlite')
      return startLedger(t, chain, { storePath: paths[way], ...options })
    }
    const finish = async (way: string, engine: Engine) => {
      await engine.waitForBlock(LAST)
      hashes[way] = Array.from({ length: LAST + 1 }, (_, number) => engine.stateHash(number))
      await engine.stop()
    }

    // At the head, with a restart on the way, and a reorganisation that replaces what it had seen.
    const follower = await start('at the head')
    await extend(chain, 40)
    await follower.waitForBlock(40)
    await follower.stop()
    const again = await start('at the head')
    const snapshot = await chain.request('evm_snapshot')
    await extend(chain, 60, 1000)
    await again.waitForBlock(60)
    const replaced = again.stateHash(60)
    await chain.request('evm_revert', [snapshot])
    await extend(chain, LAST)
    await finish('at the head', again)

    await finish('in one backfill', await start('in one backfill'))
    await finish('by the headers of the ends', await start('by the headers of the ends', { logCheck: 'ends' }))
    await finish('with proofs', await start('with proofs', { logCheck: 'proof' }))
    const interrupted = await start('with a restart in the backfill')
    await interrupted.waitForBlock(1)
    await interrupted.stop()
    await finish('with a restart in the backfill', await start('with a restart in the backfill'))
    await finish('keeping little history', await start('keeping little history', { prune: 20 }))

    const [first] = Object.values(hashes)
    for (const [way, found] of Object.entries(hashes)) assert.deepEqual(found, first, way)
    assert.notEqual(replaced?.hash, first?.[60]?.hash)
    assert.ok(new Set(first?.map((state) => state?.hash)).size > 40)
    for (const [way, path] of Object.entries(paths)) {
      assert.equal(readStateHash(path, LAST).hash, first?.[LAST]?.hash, way)
      if (way !== 'keeping little history') assert.equal(findStateMismatch(path), undefined, way)
    }
  })

  it('is served beside the indexing status', async (t) => {
    const chain = await ledgerChain(t)
    await extend(chain, 9)
    const engine = await startLedger(t, chain, { prune: 5 })
    await engine.waitForBlock(9)
    const server = await listen(directoryOf(engine), { host: '127.0.0.1', port: 0, logger: collectLogs().logger })
    t.after(() => server.close())
    const id = engine.deployment
    const query = `{ stateHash(subgraph: "${id}", blockNumber: 6) { hash changedIn { number hash } }
      head: stateHash(subgraph: "${id}") { hash } ahead: stateHash(subgraph: "${id}", blockNumber: 10) { hash }
      unknown: stateHash(subgraph: "other") { hash }
      indexingStatuses { historyBlocks chains { earliestBlock { number hash } } } }`
    const response = await fetch(`${server.url}/graphql`, { method: 'POST', body: JSON.stringify({ query }) })
    const changedIn = engine.stateHash(6)?.changedIn
    assert.equal(changedIn?.number, 1)
    assert.deepEqual(await response.json(), {
      data: {
        stateHash: { hash: engine.stateHash(1)?.hash, changedIn: { number: '1', hash: changedIn?.hash } },
        head: { hash: engine.stateHash(9)?.hash },
        ahead: null,
        unknown: null,
        indexingStatuses: [{ historyBlocks: 5, chains: [{ earliestBlock: { number: '4', hash: '0x0' } }] }],
      },
    })
  })
})

describe('blocks before the first that is kept', () => {
  it('are refused in the words of graph-node, be they pruned or before the start block', async (t) => {
    const chain = await ledgerChain(t)
    await extend(chain, 30)
    const at = (engine: Engine, block: number) =>
      engine.query({ query: `{ moves(block: { number: ${block} }) { id } }` })
    const refused = (engine: Engine, block: number, first: number) => ({
      errors: [
        {
          message: `Failed to decode \`block.number\` value: \`subgraph ${engine.deployment} only has data starting at block number ${first} and data for block number ${block} is therefore not available\``,
        },
      ],
    })
    const pruned = await startLedger(t, chain, { prune: 10 })
    await pruned.waitForBlock(30)
    assert.deepEqual(await at(pruned, 19), refused(pruned, 19, 20))
    assert.ok(JSON.stringify(await at(pruned, 20)).includes('"data"'))
    const later = await startLedger(t, chain, { dataSources: { Ledger: { startBlock: 15 } } })
    await later.waitForBlock(30)
    assert.deepEqual(await at(later, 13), refused(later, 13, 14))
    assert.deepEqual(await at(later, 14), { data: { moves: [] } })
  })

  it('are never so many that less is kept than may be taken back', async (t: TestContext) => {
    const chain = await ledgerChain(t)
    const start = startLedger(t, chain, { prune: 10, maxReorgDepth: 11 })
    await assert.rejects(start, { name: 'TypeError', message: /10 blocks is less than the 11 that may be taken back/ })
  })
})
