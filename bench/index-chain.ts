import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { keccak256Hex } from '../engine/keccak.ts'
import { seededRandom } from '../test/contracts/support/random.ts'
import { findFreePort } from '../test/support/ports.ts'
import { type Running, startProcess, waitFor } from '../test/support/process.ts'

/** Blocks without events at the start: room for entities that a run begins with. */
export const EMPTY_BLOCKS = 40
export const EVENT_BLOCKS = 300
const TRANSACTIONS = 29
const EVENTS_PER_TRANSACTION = 23
export const EVENTS_PER_BLOCK = TRANSACTIONS * EVENTS_PER_TRANSACTION
export const EVENTS = EVENT_BLOCKS * EVENTS_PER_BLOCK
export const HEAD = EMPTY_BLOCKS + EVENT_BLOCKS
export const TOKEN = '0x00000000000000000000000000000000000c0de2'
export const TRANSFER = keccak256Hex('Transfer(address,address,uint256)')

/** Accounts that receive. */
const ACCOUNTS = 5_000
const SENDER = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266'

/**
 * Emits `count` transfers to neighbouring addresses:
 *
 *     calldatacopy(0, 128, size = calldatasize - 128)
 *     for (count = calldata[0]; count != 0; count--) log3(0, size, calldata[32], calldata[64], calldata[96] + count)
 */
const EMITTER = '0x608036038060806000376000355b80156029578060603501604035602035846000a360019003600d565b00'

const ANVIL = join(import.meta.dirname, '..', 'node_modules', '.bin', 'anvil')
const ANVIL_ARGS = ['--no-mining', '--silent', '--gas-limit', '1000000000', '--timestamp', '1700000000']

/** An anvil with the chain of the benchmark. */
export type BenchChain = { readonly url: string; close(): Promise<void> }

/**
 * Starts anvil on the chain: `EMPTY_BLOCKS` and then `EVENT_BLOCKS` with `EVENTS_PER_BLOCK` each. The chain is built once
 * and kept in the system's folder for temporary files.
 */
export async function startBenchChain(): Promise<BenchChain> {
  const key = createHash('sha256')
    .update(readFileSync(import.meta.filename))
    .digest('hex')
    .slice(0, 16)
  const kept = join(tmpdir(), `engine-bench-chain-${key}.json.gz`)
  if (!existsSync(kept)) await buildChain(kept)
  const folder = mkdtempSync(join(tmpdir(), 'engine-bench-'))
  const state = join(folder, 'state.json')
  writeFileSync(state, gunzipSync(readFileSync(kept)))
  const chain = await startAnvil(['--load-state', state])
  rmSync(folder, { recursive: true })
  return { url: chain.url, close: async () => void (await chain.running.stop()) }
}

async function startAnvil(args: readonly string[]): Promise<{ url: string; running: Running }> {
  const port = await findFreePort()
  const running = startProcess(ANVIL, ['--port', String(port), ...ANVIL_ARGS, ...args])
  const url = `http://127.0.0.1:${port}`
  await waitFor('anvil answering', () => request(url, 'eth_blockNumber', []), { timeoutMs: 120_000, running })
  return { url, running }
}

async function buildChain(path: string): Promise<void> {
  const { url, running } = await startAnvil(['--no-request-size-limit', '--accounts', '1'])
  try {
    await request(url, 'anvil_setCode', [TOKEN, EMITTER])
    await request(url, 'anvil_mine', [`0x${EMPTY_BLOCKS.toString(16)}`])
    const random = seededRandom(1)
    for (let block = 0; block < EVENT_BLOCKS; block++) {
      for (let index = 0; index < TRANSACTIONS; index++) {
        const data = transfers(1 + random.below(ACCOUNTS), 1 + random.below(ACCOUNTS), 1 + random.below(1_000_000))
        await request(url, 'eth_sendTransaction', [{ from: SENDER, to: TOKEN, data, gas: '0x1e8480' }])
      }
      await request(url, 'evm_mine', [])
    }
    const state = await request<string>(url, 'anvil_dumpState', [true])
    writeFileSync(`${path}.new`, Buffer.from(state.slice(2), 'hex'))
    renameSync(`${path}.new`, path)
  } finally {
    await running.stop()
  }
}

function transfers(from: number, to: number, amount: number): string {
  const words = [EVENTS_PER_TRANSACTION, TRANSFER, from, to, amount]
  return `0x${words.map((word) => (typeof word === 'number' ? word.toString(16).padStart(64, '0') : word.slice(2))).join('')}`
}

/** A JSON-RPC call. */
export async function request<T = unknown>(url: string, method: string, params: readonly unknown[]): Promise<T> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const { result, error } = (await response.json()) as { result: T; error?: { message: string } }
  if (error !== undefined) throw new Error(`${method}: ${error.message}`)
  return result
}
