import { encodeAbiParameters, keccak256, pad, parseAbiParameters, toBytes } from 'viem'
import type { LocalChain } from './local-chain.ts'

/** Where the fixture `ledger` expects its contract. */
export const LEDGER = '0x00000000000000000000000000000000000c0de1'

/**
 * Emits what its call data says: `count` times a log with three topics and the rest as data.
 *
 *     calldatacopy(0, 128, size = calldatasize - 128)
 *     for (count = calldata[0]; count != 0; count--) log3(0, size, calldata[32], calldata[64], calldata[96])
 */
const EMITTER = '0x608036038060806000376000355b8015602757606035604035602035846000a360019003600d565b00'

export type Move = {
  readonly from: string
  readonly to: string
  readonly amount: bigint
  readonly note?: string
  readonly kinds?: readonly number[]
}

export const TOPIC0 = keccak256(toBytes('Moved(address,address,uint256,string,uint8[])'))
const DATA = parseAbiParameters('uint256, string, uint8[]')

/** Puts the contract on the chain. */
export async function installLedger(chain: LocalChain): Promise<void> {
  await chain.request('anvil_setCode', [LEDGER, EMITTER])
}

/** A transaction that emits `count` times `Moved`. */
export function moveTransaction(
  { from, to, amount, note = '', kinds = [] }: Move,
  count = 1,
): { to: string; data: string } {
  const topics = [from, to].map((address) => pad(address as `0x${string}`).slice(2)).join('')
  const head = count.toString(16).padStart(64, '0')
  const data = encodeAbiParameters(DATA, [amount, note, kinds])
  return { to: LEDGER, data: `0x${head}${TOPIC0.slice(2)}${topics}${data.slice(2)}` }
}

/** A distinct address per number. */
export function address(number: number): string {
  return pad(`0x${number.toString(16)}`, { size: 20 })
}
