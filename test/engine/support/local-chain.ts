import { join } from 'node:path'
import { findFreePort } from '../../support/ports.ts'
import { startProcess, waitFor } from '../../support/process.ts'

const ANVIL = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.bin', 'anvil')

/** An anvil of its own for one test. */
export type LocalChain = {
  readonly url: string
  request<T = unknown>(method: string, params?: readonly unknown[]): Promise<T>
  /** Sends transactions from the first account, all into one block, and mines it. */
  mineTransactions(transactions: readonly { to?: string; data: string }[]): Promise<number>
  mine(blocks: number): Promise<void>
  height(): Promise<number>
  close(): Promise<void>
}

const SENDER = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266'

/** Starts anvil without automatic mining. @param more arguments of anvil */
export async function startLocalChain(port?: number, more: readonly string[] = []): Promise<LocalChain> {
  const usedPort = port ?? (await findFreePort())
  const args = [
    '--port',
    String(usedPort),
    '--no-mining',
    '--silent',
    '--gas-limit',
    '1000000000',
    '--timestamp',
    '1700000000',
    ...more,
  ]
  const running = startProcess(ANVIL, args)
  const url = `http://127.0.0.1:${usedPort}`

  async function request<T>(method: string, params: readonly unknown[] = []): Promise<T> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    })
    const { result, error } = (await response.json()) as { result: T; error?: { message: string } }
    if (error !== undefined) throw new Error(`${method}: ${error.message}`)
    return result
  }

  const height = async () => Number(await request<string>('eth_blockNumber'))
  await waitFor('anvil answering', height, { timeoutMs: 30_000, running })
  return {
    url,
    request,
    height,
    async mineTransactions(transactions) {
      for (const { to, data } of transactions) {
        await request('eth_sendTransaction', [{ from: SENDER, to, data, gas: '0x1c9c380' }])
      }
      await request('evm_mine')
      return await height()
    },
    mine: async (blocks) => {
      await request('anvil_mine', [`0x${blocks.toString(16)}`])
    },
    async close() {
      await running.stop()
    },
  }
}
