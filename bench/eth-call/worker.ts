import { type MessagePort, workerData } from 'node:worker_threads'
import { createAsyncAsk } from './asks.ts'

const { url, port, flag } = workerData as { url: string; port: MessagePort; flag: Int32Array }
const ask = createAsyncAsk(url)

port.on('message', async ({ data, blockHash }: { data: string; blockHash: string }) => {
  const message = await ask(data, blockHash).then(
    (result) => ({ result }),
    (error: unknown) => ({ error: String(error) }),
  )
  port.postMessage(message)
  Atomics.store(flag, 0, 1)
  Atomics.notify(flag, 0)
})
