import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { readHead } from '../../cli/chain/blocks.ts'
import type { Rpc } from '../../cli/chain/rpc.ts'
import { type Engine, startEngine } from '../../engine/index.ts'
import { OUTPUT_DIRS } from '../../scripts/build.ts'
import { playSteps, simulatedReplay, startEmptyChain } from '../support/replay-chain.ts'
import { dumpStore } from '../support/store-dump.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

let chain: { rpc: Rpc; close(): Promise<void> }
let folder: string

before(async () => {
  chain = await startEmptyChain()
  folder = mkdtempSync(join(tmpdir(), 'labelproof-reorg-'))
})

after(async () => {
  await chain.close()
  rmSync(folder, { recursive: true, force: true })
})

function start(storePath: string): Promise<Engine> {
  return startEngine({
    buildDir: OUTPUT_DIRS.subgraph,
    rpcUrl: chain.rpc.url,
    storePath,
    pollIntervalMs: 20,
    logger: silent,
  })
}

/** Waits until the engine stands on the chain's very head block. */
async function follow(engine: Engine): Promise<void> {
  const head = await readHead(chain.rpc)
  const signal = AbortSignal.timeout(30_000)
  while (engine.status().head?.hash !== head.hash) {
    await new Promise((resolve) => setImmediate(resolve))
    await engine.waitForBlock(head.number, signal)
    if (engine.status().failure) assert.fail(engine.status().failure?.message)
    signal.throwIfAborted()
  }
}

async function freshDump(name: string): Promise<string> {
  const storePath = join(folder, `${name}.sqlite`)
  const engine = await start(storePath)
  await follow(engine)
  await engine.stop()
  return dumpStore(storePath)
}

test('after reorgs whose blocks carry other events, the store equals a fresh index of the chain that remained', async () => {
  const [first, second] = [simulatedReplay({ seed: 1, items: 120 }), simulatedReplay({ seed: 2, items: 160 })]
  const storePath = join(folder, 'followed.sqlite')
  await playSteps(chain.rpc, first, 0, 1)
  const forkPoint = await chain.rpc.call('evm_snapshot')
  await playSteps(chain.rpc, first, 1, Infinity)

  const engine = await start(storePath)
  await follow(engine)
  const before = (await engine.query({ query: '{ projects { id } }' })) as { data: { projects: { id: string }[] } }

  // The other chain: from the block after the deployment on, another project with other batches and labels.
  await chain.rpc.call('evm_revert', [forkPoint])
  const secondFork = await chain.rpc.call('evm_snapshot')
  await playSteps(chain.rpc, second, 1, Infinity)
  await follow(engine)
  const after = (await engine.query({ query: '{ projects { id } }' })) as { data: { projects: { id: string }[] } }
  assert.equal(after.data.projects.length, 1)
  assert.notDeepEqual(after.data.projects, before.data.projects)
  assert.ok(
    !dumpStore(storePath).includes(before.data.projects[0]?.id.slice(2) ?? ''),
    'a row of the first chain is left',
  )
  assert.equal(dumpStore(storePath), await freshDump('second'))

  // And a shorter chain that stops in the middle of the first replay: its head is below what was indexed.
  await chain.rpc.call('evm_revert', [secondFork])
  await playSteps(chain.rpc, first, 1, 4)
  await follow(engine)
  assert.equal(dumpStore(storePath), await freshDump('third'))
  await engine.stop()
})
