import assert from 'node:assert/strict'
import { dirname, join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import type { Engine } from '../../../engine/index.ts'
import { type GraphNode, startGraphNode, whyNoGraphNode } from '../../support/graph-node.ts'
import { waitFor } from '../../support/process.ts'
import { type Behaviour, LAST_BLOCK, timeOf } from './behaviour.ts'
import { buildBehaviour } from './build-behaviour.ts'
import { installEmitters } from './emitter.ts'
import { startLedger } from './engine.ts'
import { type LocalChain, startLocalChain } from './local-chain.ts'

const FOLDER = join(import.meta.dirname, '..', 'behaviour')
/** Builds under way at once: graph-cli uses one core and a half. */
const BUILDERS = 2

/** A behaviour with its build. */
export type Case = { readonly name: string; readonly behaviour: Behaviour; readonly buildDir: string }

/** Reads behaviours and builds them. */
export async function loadCases(names: readonly string[]): Promise<readonly Case[]> {
  const cases: Case[] = []
  const left = names.entries()
  const build = async () => {
    for (const [index, name] of left) cases[index] = await loadCase(name)
  }
  await Promise.all(Array.from({ length: BUILDERS }, build))
  return cases
}

export async function loadCase(name: string): Promise<Case> {
  const folder = join(FOLDER, name)
  const { behaviour } = (await import(join(folder, 'case.ts'))) as { behaviour: Behaviour }
  return { name, behaviour, buildDir: await buildBehaviour(folder, behaviour) }
}

/** A chain with the contracts of the cases. */
export async function startChain(t: TestContext, from: readonly Case[]): Promise<LocalChain> {
  const chain = await startLocalChain()
  t.after(() => chain.close())
  await installEmitters(chain, [...new Set(from.flatMap(({ behaviour }) => behaviour.contracts))])
  for (const [address, code] of from.flatMap(({ behaviour }) => Object.entries(behaviour.code ?? {}))) {
    await chain.request('anvil_setCode', [address, code])
  }
  return chain
}

/** Mines the blocks of all cases from the chain's height up to `last`. */
export async function mine(chain: LocalChain, last: number, from: readonly Case[]): Promise<void> {
  for (let number = (await chain.height()) + 1; number <= last; number++) {
    await chain.request('evm_setNextBlockTimestamp', [timeOf(number)])
    await chain.mineTransactions(from.flatMap(({ behaviour }) => behaviour.blocks[number] ?? []))
  }
}

/** Runs one case on the engine and asks its queries. */
export async function answersOf(t: TestContext, chain: LocalChain, { behaviour, buildDir }: Case): Promise<unknown[]> {
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

/** Asks the queries of a case. */
export async function ask(engine: Pick<Engine, 'query'>, { queries }: Behaviour): Promise<unknown[]> {
  const answers: unknown[] = []
  for (const query of queries) answers.push(await engine.query({ query }))
  return withoutIds(answers)
}

/** Answers as JSON; a deployment has another id on graph-node, which takes it for the path of the build. */
function withoutIds(answers: readonly unknown[]): unknown[] {
  return JSON.parse(JSON.stringify(answers).replace(/(`subgraph )\S+/g, '$1ID')) as unknown[]
}

/**
 * Runs behaviours on one chain by this engine and by one real graph-node, whose answers must be the same to the byte.
 * @param names of folders beside the test
 */
export function describeBehaviours(title: string, names: readonly string[]): void {
  describe(title, { skip: whyNoGraphNode() ?? false }, () => {
    it('are those of a real graph-node', async (t) => {
      const cases = await loadCases(names)
      const chain = await startChain(t, cases)
      await mine(chain, LAST_BLOCK, cases)
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
          assert.deepEqual(ours, withoutIds(theirs))
          if (ours.length > 0) assert.ok(JSON.stringify(ours).length > 50, 'the case shows something')
        })
      }
    })
  })
}

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
