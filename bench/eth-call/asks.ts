import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { createRpc, type Rpc } from '../../engine/chain/index.ts'
import { PROBE } from '../../test/engine/calls/support/probe.ts'

/** Asks the node for the result of a call of the probe. */
export type Ask = (data: string, blockHash: string) => Promise<string>

export function createAsyncAsk(url: string): Ask {
  const log = () => {}
  const logger = { debug: log, info: log, warn: log, error: log }
  return asking(createRpc({ url, logger, signal: new AbortController().signal }))
}

function asking(rpc: Rpc): Ask {
  return async (data, blockHash) => (await rpc.call('eth_call', [{ to: PROBE, data }, { blockHash }])) as string
}

/** Asks in a worker; the calling thread does nothing else until the answer is there. */
export function createWorkerAsk(url: string): {
  ask(data: string, blockHash: string): string
  close(): Promise<unknown>
} {
  const { port1, port2 } = new MessageChannel()
  const flag = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { url, port: port2, flag },
    transferList: [port2],
  })
  return {
    ask(data, blockHash) {
      Atomics.store(flag, 0, 0)
      port1.postMessage({ data, blockHash })
      Atomics.wait(flag, 0, 0)
      const answer = receiveMessageOnPort(port1) as { message: { result?: string; error?: string } }
      if (answer.message.result === undefined) throw new Error(answer.message.error)
      return answer.message.result
    },
    close: () => {
      port1.close()
      return worker.terminate()
    },
  }
}
