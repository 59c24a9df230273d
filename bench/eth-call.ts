/**
 * What a call costs a synchronous handler, in three ways to wait for the node: `node bench/eth-call.ts`.
 *
 *   suspend  the engine's own: V8 suspends the module (JSPI)
 *   worker   a worker asks the node, the main thread blocks in Atomics.wait
 *   replay   an unanswered call throws; the host asks, and runs the handler again from its start
 *
 * Handlers a second on a local anvil, with 0, 1 and 3 calls each; `cached`: the answers are in memory already.
 */

import { createAsyncAsk, createWorkerAsk } from './eth-call/asks.ts'
import { createEngineInstance, createPlainInstance, loadProbe, type Mode } from './eth-call/instances.ts'
import { startProbeNode } from './eth-call/node.ts'
import { createReplay } from './eth-call/replay.ts'

const HANDLERS = { cached: 5_000, uncached: 200 }
/** Each figure is the best of these: what else the machine does only ever slows a round down. */
const ROUNDS = 7
const CASES = [
  { calls: 0, questions: 'same', title: '0 calls' },
  { calls: 1, questions: 'same', title: '1, cached' },
  { calls: 3, questions: 'same', title: '3, cached' },
  { calls: 1, questions: 'new', title: '1, asked' },
  { calls: 3, questions: 'new', title: '3, asked' },
] as const

const node = await startProbeNode()
const probe = await loadProbe(node.blockHash)
const worker = createWorkerAsk(node.url)
const ask = createAsyncAsk(node.url)
const modes: Record<string, Mode> = {
  suspend: createEngineInstance(probe, ask),
  worker: createPlainInstance(probe, worker.ask),
  replay: createReplay(probe, ask),
}
try {
  const best = new Map<string, number>()
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, mode] of Object.entries(modes)) {
      for (const { calls, questions, title } of CASES) {
        const handlers = questions === 'same' ? HANDLERS.cached : HANDLERS.uncached
        const started = performance.now()
        await mode.run(calls, handlers, questions)
        const rate = (handlers * 1_000) / (performance.now() - started)
        best.set(`${name} ${title}`, Math.max(rate, best.get(`${name} ${title}`) ?? 0))
      }
    }
  }
  const column = (text: string) => text.padStart(12)
  console.log(['handlers/s'.padEnd(12), ...CASES.map(({ title }) => column(title))].join(''))
  for (const name of Object.keys(modes)) {
    const figures = CASES.map(({ title }) => Math.round(best.get(`${name} ${title}`) ?? 0).toLocaleString('en'))
    console.log([name.padEnd(12), ...figures.map(column)].join(''))
  }
} finally {
  await worker.close()
  await node.close()
}
