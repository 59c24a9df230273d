import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { readHead } from '../../cli/chain/blocks.ts'
import type { Rpc } from '../../cli/chain/rpc.ts'
import { createRandom } from '../../cli/random.ts'
import { startEngine } from '../../engine/index.ts'
import { OUTPUT_DIRS } from '../../scripts/build.ts'
import { type Running, startProcess, waitFor } from '../support/process.ts'
import { playReplay, simulatedReplay, startEmptyChain } from '../support/replay-chain.ts'
import { dumpStore } from '../support/store-dump.ts'

const seed = Number(process.env.TEST_SEED ?? 1)
const kills = 20
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const engineMain = join(import.meta.dirname, '..', '..', 'engine', 'main.ts')

let chain: { rpc: Rpc; close(): Promise<void> }
let folder: string

before(async () => {
  chain = await startEmptyChain()
  folder = mkdtempSync(join(tmpdir(), 'labelproof-crash-'))
})

after(async () => {
  await chain.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs the engine to the chain's head and stops it. */
async function index(storePath: string): Promise<string> {
  const engine = await startEngine({
    buildDir: OUTPUT_DIRS.subgraph,
    rpcUrl: chain.rpc.url,
    storePath,
    pollIntervalMs: 20,
    logger: silent,
  })
  const { number, hash } = await readHead(chain.rpc)
  await engine.waitForBlock(number)
  assert.equal(engine.status().head?.hash, hash)
  await engine.stop()
  return dumpStore(storePath)
}

/** Waits until a program has printed something. */
function waitForOutput(running: Running, text: string): Promise<true> {
  return waitFor(`"${text}"`, async () => (running.output().includes(text) ? true : undefined), {
    timeoutMs: 30_000,
    running,
  })
}

test(`killed at ${kills} random moments while the chain grows, the indexer ends in the state of an uninterrupted run (seed ${seed})`, async () => {
  const random = createRandom(seed, 'kills')
  const storePath = join(folder, 'killed.sqlite')
  const start = (): Running =>
    startProcess(process.execPath, [
      ...[engineMain, '--build', OUTPUT_DIRS.subgraph, '--rpc', chain.rpc.url],
      ...['--store', storePath, '--port', '0', '--poll-ms', '10'],
    ])

  // The chain grows while the first half of the kills happen; the second half hits a backlog and the head.
  const playing = playReplay(chain.rpc, simulatedReplay({ seed, items: 1200 }))
  for (let kill = 0; kill < kills; kill += 1) {
    const indexer = start()
    // By turns at any moment from the start on, and at any moment once it indexes: a slow machine must not miss either.
    if (kill % 2 === 0) await waitForOutput(indexer, 'serving the subgraph')
    await delay(random.int(800))
    await indexer.stop('SIGKILL')
    assert.equal(indexer.child.signalCode, 'SIGKILL', indexer.output())
    if (kill === kills / 2) await playing
  }
  await playing

  const fresh = await index(join(folder, 'fresh.sqlite'))
  assert.equal(await index(storePath), fresh)
  assert.match(fresh, /BatchSettled/)
})
