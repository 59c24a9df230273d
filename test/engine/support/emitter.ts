import { concat, type Hex, keccak256, numberToHex, pad, toBytes } from 'viem'
import type { LocalChain } from './local-chain.ts'

/*
 * A contract that emits what its call data says: one log with as many topics as the first word tells, taken from the
 * next four words, and with the rest as data.
 *
 *     calldatacopy(0, 160, size = calldatasize - 160); jump 32 + 32 * calldata[0]
 *     block n, for n topics: logN(0, size, calldata[32], ...)
 */
const BLOCK_BYTES = 32

function emitterCode(): Hex {
  const start = '60a0360360a06000376000356020026020015600'
  const blocks = [0, 1, 2, 3, 4].map((topics) => {
    const loads = Array.from({ length: topics }, (_, index) => `60${byte((topics - index) * 32)}35`).join('')
    return `5b${loads}60a036036000${byte(0xa0 + topics)}00`
  })
  return `0x${[start, ...blocks].map((code) => code.padEnd(BLOCK_BYTES * 2, '0')).join('')}`
}

function byte(value: number): string {
  return value.toString(16).padStart(2, '0')
}

export type Transaction = {
  /** Absent where a contract is made. */
  readonly to?: string
  readonly data: string
}

/** Puts the contract at these addresses. */
export async function installEmitters(chain: LocalChain, addresses: readonly string[]): Promise<void> {
  for (const address of addresses) await chain.request('anvil_setCode', [address, emitterCode()])
}

/** A transaction that emits a log with these topics, each of at most 32 bytes, and this data. */
export function emitRaw(to: string, topics: readonly Hex[], data: Hex): Transaction {
  const words = [0, 1, 2, 3].map((index) => pad(topics[index] ?? '0x', { size: 32 }))
  return { to, data: concat([numberToHex(topics.length, { size: 32 }), ...words, data]) }
}

/** A transaction that emits an event. `signature` without names, such as `Said(address,string)`. */
export function emit(to: string, signature: string, indexed: readonly Hex[], data: Hex): Transaction {
  return emitRaw(to, [keccak256(toBytes(signature)), ...indexed], data)
}

/**
 * A transaction that makes a contract, which while it is made calls another as `inner` says:
 *
 *     codecopy(0, CODE_BYTES, size); call(gas, to, 0, 0, size, 0, 0); stop
 */
export function construct({ to = '0x', data }: Transaction): Transaction {
  const CODE_BYTES = 44
  const size = byte((data.length - 2) / 2).padStart(4, '0')
  const copy = `61${size}61${byte(CODE_BYTES).padStart(4, '0')}600039`
  return { data: `0x${copy}6000600061${size}6000600073${to.slice(2)}5af100${data.slice(2)}` }
}
