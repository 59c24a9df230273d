import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { EngineOptions } from '../../../../engine/index.ts'
import { waitFor } from '../../../support/process.ts'
import { dumpStore } from '../../../support/store-dump.ts'
import { ledgerChain, startLedger, temporaryFolder } from '../../support/engine.ts'
import { address, moveTransaction } from '../../support/ledger.ts'
import type { LocalChain } from '../../support/local-chain.ts'
import { type FaultyNode, type Script, startFaultyNode } from './proxy.ts'

/** Numbers that are the same for the same seed. */
export function random(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** An anvil with the fixture's contract, moves in some blocks and none in others. */
export async function chainWithMoves(t: TestContext, blocks = 40, seed = 1): Promise<LocalChain> {
  const chain = await ledgerChain(t)
  await mineMoves(chain, blocks, seed)
  return chain
}

/**
 * Mines blocks of which some have moves, then one that has.
 * @param firstTime of the first block, where the blocks must have the same hashes again
 */
export async function mineMoves(chain: LocalChain, blocks: number, seed: number, firstTime?: number): Promise<void> {
  const next = random(seed)
  for (let block = 0; block <= blocks; block++) {
    const moves = Array.from({ length: block === blocks ? 1 : next(2) * (1 + next(3)) }, () => randomMove(next))
    if (firstTime !== undefined) await chain.request('evm_setNextBlockTimestamp', [firstTime + block])
    await chain.mineTransactions(moves)
  }
}

function randomMove(next: (below: number) => number) {
  const [from, to] = [address(1 + next(5)), address(1 + next(5))]
  return moveTransaction({ from, to, amount: BigInt(next(1000)) }, 1 + next(2))
}

/** A faulty node before the chain, stopped after the test. */
export async function faultyNode(t: TestContext, chain: LocalChain, script: Script = {}): Promise<FaultyNode> {
  const node = await startFaultyNode(chain.url, script)
  t.after(() => node.close())
  return node
}

/** An engine on the faulty node. */
export async function startOn(
  t: TestContext,
  nodes: readonly Pick<FaultyNode, 'url'>[],
  options: Partial<EngineOptions> = {},
) {
  const storePath = options.storePath ?? join(temporaryFolder(t), 'store.sqlite')
  const url = nodes.map((node) => node.url)
  const engine = await startLedger(t, {} as LocalChain, { rpcUrl: url, rpcTimeoutMs: 2_000, ...options, storePath })
  return { ...engine, storePath }
}

type Running = Awaited<ReturnType<typeof startOn>>

/** Waits until the engine stands at the chain's head, stops it, and compares its store with a fresh one. */
export async function expectFresh(t: TestContext, engine: Running, chain: LocalChain): Promise<void> {
  await untilAt(engine, chain)
  await engine.stop()
  assert.equal(dumpStore(engine.storePath), await freshDump(t, chain))
}

const dumps = new Map<string, string>()

/** What an engine stores that reads the chain without faults and checks. */
async function freshDump(t: TestContext, chain: LocalChain): Promise<string> {
  const hash = await headHash(chain)
  const known = dumps.get(hash)
  if (known !== undefined) return known
  const fresh = await startOn(t, [chain], { logCheck: 'ends' })
  await untilAt(fresh, chain)
  await fresh.stop()
  const dump = dumpStore(fresh.storePath)
  assert.match(dump, /Move\n\S/, 'the chain has moves')
  dumps.set(hash, dump)
  return dump
}

export async function untilAt(engine: Running, chain: LocalChain): Promise<void> {
  await until("the chain's head", engine, async () => engine.status().head?.hash === (await headHash(chain)))
}

/** The chain's head may change meanwhile. */
async function headHash(chain: LocalChain): Promise<string> {
  return (await chain.request<{ hash: string }>('eth_getBlockByNumber', ['latest', false])).hash
}

type Condition = () => boolean | Promise<boolean>

export async function until(what: string, engine: Running, condition: Condition): Promise<void> {
  const lines = () => engine.lines.slice(-5).join('\n')
  await waitFor(what, async () => ((await condition()) ? true : undefined), { timeoutMs: 10_000 }).catch(
    (error: Error) => {
      throw new Error(`${error.message}\n${lines()}`)
    },
  )
}

/** Runs an engine on a node with the script, over a chain that is already there. */
export async function survives(
  t: TestContext,
  chain: LocalChain,
  script: Script,
  options: Partial<EngineOptions> = {},
): Promise<{ node: FaultyNode; engine: Running }> {
  const node = await faultyNode(t, chain, script)
  const engine = await startOn(t, [node], options)
  await expectFresh(t, engine, chain)
  return { node, engine }
}
