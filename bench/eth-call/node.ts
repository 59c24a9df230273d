import type { TestContext } from 'node:test'
import { probeChain } from '../../test/engine/calls/support/probe.ts'

/** An anvil with the contract of the fixture `probe`. */
export async function startProbeNode(): Promise<{ url: string; blockHash: string; close(): Promise<void> }> {
  const endings: (() => unknown)[] = []
  const chain = await probeChain({ after: (end: () => unknown) => endings.push(end) } as unknown as TestContext)
  const block = await chain.request<{ hash: string }>('eth_getBlockByNumber', ['latest', false])
  return {
    url: chain.url,
    blockHash: block.hash,
    close: async () => {
      for (const end of endings) await end()
    },
  }
}
