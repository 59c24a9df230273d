import { keccak256 } from 'viem'
import type { RpcAnswer, RpcRequest } from '../chain/faulty/proxy.ts'
import { chainOf, type SimBlock, type SimLog } from './branches.ts'

/** What a node knows: every block that ever was, and the chain up to its tip. */
export type View = { readonly tip: SimBlock; readonly blocks: ReadonlyMap<string, SimBlock> }

export const CHAIN_ID = '0x7a69'

type Filter = {
  fromBlock?: string
  toBlock?: string
  blockHash?: string
  address?: string[]
  topics: (string[] | null)[]
}

/** Answers as a node does that stands at the view's tip; of blocks beyond it, nothing. */
export function answer({ tip, blocks }: View, { method, params }: RpcRequest): RpcAnswer {
  const [first, second] = params
  const chain = byNumber(tip)
  const known = (hash: unknown) => blocks.get(String(hash))
  switch (method) {
    case 'eth_chainId':
      return { result: CHAIN_ID }
    case 'eth_getBlockByNumber':
      return { result: block(first === 'latest' ? tip : chain[Number(first)], second === true) }
    case 'eth_getBlockByHash':
      return { result: block(known(first), second === true) }
    case 'eth_getBlockReceipts':
      return { result: known(first)?.receipts ?? null }
    case 'eth_getTransactionReceipt': {
      const receipts = chain.flatMap((item) => item.receipts)
      return { result: receipts.find(({ transactionHash }) => transactionHash === first) ?? null }
    }
    case 'eth_getLogs':
      return logs(first as Filter, chain, known)
    case 'eth_call':
      return call(known((second as { blockHash: string }).blockHash), first as { to: string })
    default:
      return { error: { code: -32601, message: `the method ${method} does not exist` } }
  }
}

const chains = new WeakMap<SimBlock, readonly SimBlock[]>()

function byNumber(tip: SimBlock): readonly SimBlock[] {
  const chain = chains.get(tip) ?? chainOf(tip)
  chains.set(tip, chain)
  return chain
}

function block(found: SimBlock | undefined, full: boolean): unknown {
  if (found === undefined) return null
  const { header, transactions } = found
  return { ...header, transactions: full ? transactions : transactions.map(({ hash }) => hash) }
}

function logs(filter: Filter, chain: readonly SimBlock[], known: (hash: unknown) => SimBlock | undefined): RpcAnswer {
  const { blockHash, fromBlock, toBlock, address, topics } = filter
  const one = blockHash === undefined ? undefined : known(blockHash)
  if (blockHash !== undefined && one === undefined) return { error: { code: -32000, message: 'unknown block' } }
  const matches = (log: SimLog) =>
    address?.includes(log.address) !== false &&
    topics.every((values, index) => values === null || values.includes(log.topics[index] ?? ''))
  const range = one === undefined ? chain.slice(Number(fromBlock), Number(toBlock) + 1) : [one]
  const found = range.flatMap(({ receipts }) => receipts.flatMap((receipt) => receipt.logs))
  return { result: found.filter(matches) }
}

/** The state depends on the block alone; where its hash is even, the call reverts. */
function call(found: SimBlock | undefined, { to }: { to: string }): RpcAnswer {
  if (found === undefined) return { error: { code: -32000, message: 'header not found' } }
  const state = keccak256(`${found.hash}${to.slice(2)}` as `0x${string}`)
  return BigInt(state) % 4n === 0n ? { error: { code: 3, message: 'execution reverted' } } : { result: state }
}
