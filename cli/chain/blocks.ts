import type { Address, Hex } from 'viem'
import { RunError } from '../errors.ts'
import { BLOCK_SECONDS } from './constants.ts'
import type { Rpc } from './rpc.ts'

export type Log = { readonly address: Address; readonly topics: [] | [Hex, ...Hex[]]; readonly data: Hex }

export type Receipt = {
  readonly transactionHash: Hex
  readonly from: Address
  readonly status: Hex
  readonly gasUsed: Hex
  readonly blockNumber: Hex
  readonly logs: readonly Log[]
}

export type Head = { readonly number: number; readonly hash: Hex; readonly timestamp: number }

/** The newest block. */
export async function readHead(rpc: Rpc): Promise<Head> {
  const block = await rpc.call<{ number: Hex; hash: Hex; timestamp: Hex }>('eth_getBlockByNumber', ['latest', false])
  return { number: Number(block.number), hash: block.hash, timestamp: Number(block.timestamp) }
}

/** The receipts of all blocks up to and including `to`, in the order of the chain. */
export async function readReceipts(rpc: Rpc, to: number): Promise<Receipt[]> {
  const receipts: Receipt[] = []
  for (let number = 1; number <= to; number += 1)
    receipts.push(...(await rpc.call<Receipt[]>('eth_getBlockReceipts', [`0x${number.toString(16)}`])))
  return receipts
}

/**
 * Sends signed transactions and mines until all are in a block: the first one `seconds` after the head, others right after it.
 * Block times follow from the head's, so that the same transactions give the same blocks.
 * @returns The receipts in the order of the chain; their status is not looked at.
 */
export async function mineAll(rpc: Rpc, transactions: readonly Hex[], seconds: number): Promise<Receipt[]> {
  const hashes = await rpc.batch<Hex>(
    transactions.map((transaction) => ({ method: 'eth_sendRawTransaction', params: [transaction] })),
  )
  const waiting = new Set(hashes)
  const receipts: Receipt[] = []
  let timestamp = (await readHead(rpc)).timestamp + seconds
  for (; waiting.size > 0; timestamp += BLOCK_SECONDS) {
    await rpc.call('evm_mine', [timestamp])
    const mined = await rpc.call<Receipt[]>('eth_getBlockReceipts', ['latest'])
    if (mined.length === 0)
      throw new RunError(`the chain does not take ${waiting.size} transactions`, 'use another --data folder')
    for (const receipt of mined) if (waiting.delete(receipt.transactionHash)) receipts.push(receipt)
  }
  return receipts
}
