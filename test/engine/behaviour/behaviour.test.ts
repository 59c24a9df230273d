import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { before, describe, it, type TestContext } from 'node:test'
import { numberToHex, pad } from 'viem'
import type { Engine } from '../../../engine/index.ts'
import { type GraphNode, startGraphNode, whyNoGraphNode } from '../../support/graph-node.ts'
import { waitFor } from '../../support/process.ts'
import { type Behaviour, LAST_BLOCK, say, timeOf } from '../support/behaviour.ts'
import { buildBehaviour } from '../support/build-behaviour.ts'
import { installEmitters } from '../support/emitter.ts'
import { startLedger, temporaryFolder } from '../support/engine.ts'
import { type LocalChain, startLocalChain } from '../support/local-chain.ts'

/*
 * Every folder beside this file is a subgraph and a case. All of them are run on one chain by this engine and by one
 * real graph-node, whose answers must be the same to the byte.
 */
const names = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

type Case = { readonly name: string; readonly behaviour: Behaviour; readonly buildDir: string }

let cases: readonly Case[]
before(async () => {
  const found: Case[] = []
  for (const name of names) {
    const { behaviour } = (await import(join(import.meta.dirname, name, 'case.ts'))) as { behaviour: Behaviour }
    const folder = join(import.meta.dirname, name)
    found.push({ name, behaviour, buildDir: await buildBehaviour(folder, behaviour) })
  }
  cases = found
})

async function startChain(t: TestContext, from = cases): Promise<LocalChain> {
  const chain = await startLocalChain()
  t.after(() => chain.close())
  await installEmitters(chain, [...new Set(from.flatMap(({ behaviour }) => behaviour.contracts))])
  return chain
}

/** Mines the blocks of all cases from the chain's height up to `last`. */
async function mine(chain: LocalChain, last: number, from = cases): Promise<void> {
  for (let number = (await chain.height()) + 1; number <= last; number++) {
    await chain.request('evm_setNextBlockTimestamp', [timeOf(number)])
    await chain.mineTransactions(from.flatMap(({ behaviour }) => behaviour.blocks[number] ?? []))
  }
}

/** Runs one case on the engine and asks its queries. */
async function answersOf(t: TestContext, chain: LocalChain, { behaviour, buildDir }: Case): Promise<unknown[]> {
  const { failure } = behaviour
  const engine = await startLedger(t, chain, { buildDir })
  if (failure === undefined) await engine.waitForBlock(LAST_BLOCK)
  else {
    await assert.rejects(engine.waitForBlock(LAST_BLOCK), /the subgraph failed/)
    assert.equal(engine.status().failure?.block.number, failure.block)
    assert.ok(engine.status().failure?.message.includes(failure.says), String(engine.status().failure?.message))
  }
  const answers = await ask(engine, behaviour)
  await engine.stop()
  return answers
}

async function ask(engine: Pick<Engine, 'query'>, { queries }: Behaviour): Promise<unknown[]> {
  const answers: unknown[] = []
  for (const query of queries) answers.push(await engine.query({ query }))
  return JSON.parse(JSON.stringify(answers)) as unknown[]
}

describe('behaviours', { skip: whyNoGraphNode() ?? false }, () => {
  it('are those of a real graph-node', async (t) => {
    const chain = await startChain(t)
    await mine(chain, LAST_BLOCK)
    await chain.mine(3)
    const [first = '', ...moreSubgraphDirs] = cases.map(({ buildDir }) => dirname(buildDir))
    const graphNode = await startGraphNode({
      subgraphDir: first,
      moreSubgraphDirs,
      network: 'local',
      rpcUrl: chain.url,
    })
    t.after(() => graphNode.close())
    for (const [index, item] of cases.entries()) {
      await t.test(item.name, async (t) => {
        const ours = await answersOf(t, chain, item)
        await waitForSubgraph(graphNode, index, item.behaviour)
        const theirs: unknown[] = []
        for (const query of item.behaviour.queries) {
          theirs.push(await post(graphNode.url.replace('subgraph-0', `subgraph-${index}`), query))
        }
        assert.deepEqual(ours, theirs)
        if (ours.length > 0) assert.ok(JSON.stringify(ours).length > 50, 'the case shows something')
      })
    }
  })
})

/** What `dynamic-data-sources` does on a branch that is left: data sources that are made again later, or never. */
const at = (number: number) => pad(numberToHex(number), { size: 20 })
const [factory, made, madeLater, neverMade] = [at(0xd1), at(0xd2), at(0xd5), at(0xd6)] as const
const LEFT_BRANCH: Behaviour['blocks'] = {
  4: [say(factory, 'plain', madeLater), say(madeLater, 'on the branch that is left')],
  5: [say(factory, 'plain', neverMade), say(made, 'context on the branch', madeLater), say(madeLater, 'twice')],
  6: [say(neverMade, 'at the end of the branch'), say(made, 'too')],
}

describe('data sources made by handlers', () => {
  const start = async (t: TestContext, chain: LocalChain, storePath: string) =>
    startLedger(t, chain, { buildDir: theCase().buildDir, storePath })
  const theCase = () => {
    const found = cases.find(({ name }) => name === 'dynamic-data-sources')
    assert.ok(found)
    return found
  }

  it('are there again after a restart between any two blocks', async (t) => {
    const chain = await startChain(t, [theCase()])
    const storePath = join(temporaryFolder(t), 'store.sqlite')
    for (let number = 1; number <= LAST_BLOCK; number++) {
      await mine(chain, number, [theCase()])
      const engine = await start(t, chain, storePath)
      await engine.waitForBlock(number)
      if (number < LAST_BLOCK) await engine.stop()
      else assert.deepEqual(await ask(engine, theCase().behaviour), await answersOf(t, chain, theCase()))
    }
  })

  for (const [when, stopped] of [
    ['while the engine runs', false],
    ['while the engine is stopped', true],
  ] as const) {
    it(`are taken back with their block (${when})`, async (t) => {
      const chain = await startChain(t, [theCase()])
      const storePath = join(temporaryFolder(t), 'store.sqlite')
      await mine(chain, 3, [theCase()])
      const snapshot = await chain.request('evm_snapshot')
      await mine(chain, 6, [{ ...theCase(), behaviour: { ...theCase().behaviour, blocks: LEFT_BRANCH } }])
      let engine = await start(t, chain, storePath)
      await engine.waitForBlock(6)
      const before = JSON.stringify(await engine.query({ query: '{ notes(first: 1000) { text } }' }))
      assert.match(before, /0d6 .*at the end of the branch/)
      if (stopped) await engine.stop()
      await chain.request('evm_revert', [snapshot])
      await mine(chain, LAST_BLOCK, [theCase()])
      if (stopped) engine = await start(t, chain, storePath)
      await engine.waitForBlock(LAST_BLOCK)
      const answers = await ask(engine, theCase().behaviour)
      assert.doesNotMatch(JSON.stringify(answers), /0d6|branch/)
      assert.deepEqual(answers, await answersOf(t, chain, theCase()))
    })
  }
})

async function waitForSubgraph(graphNode: GraphNode, index: number, { failure }: Behaviour): Promise<void> {
  const name = `subgraph-${index}`
  const query = `{ indexingStatusForCurrentVersion(subgraphName: "${name}") {
    health fatalError { message block { number } } chains { latestBlock { number } } } }`
  await waitFor(
    `${name} on graph-node`,
    async () => {
      const { data } = (await post(graphNode.statusUrl, query)) as { data: { indexingStatusForCurrentVersion: Status } }
      const { fatalError, chains } = data.indexingStatusForCurrentVersion
      if (fatalError === null) return Number(chains[0]?.latestBlock?.number ?? 0) >= LAST_BLOCK ? true : undefined
      // What graph-node would rather try again has no block.
      assert.equal(Number(fatalError.block?.number ?? failure?.block), failure?.block, fatalError.message)
      assert.ok(fatalError.message.includes(failure?.says ?? ''), fatalError.message)
      return true
    },
    { timeoutMs: 40_000 },
  )
}

type Status = {
  readonly fatalError: { readonly message: string; readonly block: { readonly number: string } | null } | null
  readonly chains: readonly { readonly latestBlock: { readonly number: string } | null }[]
}

async function post(url: string, query: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  return response.json()
}
