import { ChainMovedError, RpcError, rejected } from './errors.ts'
import { array, bytes, hash, integer, object, quantity } from './fields.ts'
import { readTransactionReceipts } from './receipts.ts'
import type { Rpc, RpcCall } from './rpc.ts'

/** Which calls of a contract to look for. */
export type CallFilter = {
  /** Lower-case `0x` hex. */
  readonly address: string
  /** The first block that counts. */
  readonly from: number
}

/** A call that a transaction made, by itself or on its way, and that did not fail. Bytes as lower-case `0x` hex. */
export type ChainCall = {
  readonly from: string
  readonly to: string
  readonly value: string
  readonly gasUsed: string
  readonly input: string
  readonly output: string
  readonly blockHash: string
  readonly blockNumber: number
  readonly transactionHash: string
  readonly transactionIndex: number
  /** Its place among the calls of the transaction, as `0,1`: the second that the first one made. */
  readonly place: string
  /** False where the transaction failed all the same. */
  readonly succeeded: boolean
}

/** Beyond this many addresses, the traces of every contract are asked for (as by graph-node). */
const MAX_ADDRESSES = 100
const SELECTOR_DIGITS = '0x'.length + 8

/**
 * The calls in a range of blocks by block number, in the order of the chain.
 * @throws RpcError; ChainMovedError when the answers are not of one chain
 */
export async function readCalls(
  node: Rpc,
  filters: readonly CallFilter[],
  from: number,
  to: number,
): Promise<ReadonlyMap<number, readonly ChainCall[]>> {
  const addresses = new Set(filters.filter((filter) => filter.from <= to).map(({ address }) => address))
  if (addresses.size === 0) return new Map()
  const { method, params } = traceCall(from, to, addresses.size > MAX_ADDRESSES ? [] : [...addresses])
  const read = array(await node.call(method, params), 'traces').flatMap((trace) => readCall(trace) ?? [])
  const outside = read.find(({ blockNumber }) => blockNumber < from || blockNumber > to)
  if (outside !== undefined) throw rejected(`a call of block ${outside.blockNumber}, outside of ${from} to ${to}`)
  const calls = read.filter((call) => addresses.has(call.to))
  const receipts = await readTransactionReceipts(node, calls)
  const checked = calls.map((call) => ({
    ...call,
    succeeded: Number(receipts.get(call.transactionHash)?.status ?? 1) !== 0,
  }))
  return new Map(Map.groupBy(checked.sort(callOrder), ({ blockNumber }) => blockNumber))
}

/** @throws RpcError with advice when the node has no traces */
export async function requireTraces(node: Pick<Rpc, 'call' | 'shown'>): Promise<void> {
  const { method, params } = traceCall(0, 0, [])
  try {
    array(await node.call(method, params), 'traces')
  } catch (error) {
    if (!(error instanceof RpcError)) throw error
    const problem = `the node at ${node.shown} has no traces (${method}), which handlers of calls need`
    throw new RpcError(error.code, `${problem}: give the URL of one that has (${error.message})`, {
      retryable: false,
      cause: error,
    })
  }
}

/** By transaction, and in it by place: a call before those that it makes. */
export function callOrder(a: ChainCall, b: ChainCall): number {
  if (a.blockNumber !== b.blockNumber) return a.blockNumber - b.blockNumber
  if (a.transactionIndex !== b.transactionIndex) return a.transactionIndex - b.transactionIndex
  const [x, y] = [a, b].map(({ place }) => (place === '' ? [] : place.split(',').map(Number)))
  for (let i = 0; ; i++) {
    const [p = -1, q = -1] = [x?.[i], y?.[i]]
    if (p !== q || p === -1) return p - q
  }
}

/** @throws ChainMovedError when calls are of another block */
export function checkCallPlaces(
  calls: readonly ChainCall[],
  block: { readonly number: number; readonly hash: string },
) {
  if (calls.every(({ blockHash }) => blockHash === block.hash)) return
  throw new ChainMovedError(`the calls of block ${block.number} are of another block than ${block.hash}`)
}

function traceCall(from: number, to: number, addresses: readonly string[]): RpcCall {
  const place = { fromBlock: quantity(from, 'from'), toBlock: quantity(to, 'to') }
  return { method: 'trace_filter', params: [{ ...place, ...(addresses.length > 0 && { toAddress: addresses }) }] }
}

/** Undefined for what is no call of a function, failed, or is of no transaction. */
function readCall(answer: unknown): Omit<ChainCall, 'succeeded'> | undefined {
  const trace = object(answer, 'trace')
  const isNull = (value: unknown) => value === undefined || value === null
  if (trace.type !== 'call' || !isNull(trace.error) || isNull(trace.result) || isNull(trace.transactionPosition)) return
  const action = object(trace.action, 'trace.action')
  const result = object(trace.result, 'trace.result')
  const input = bytes(action.input, 'trace.action.input')
  if (input.length < SELECTOR_DIGITS) return undefined
  return {
    from: bytes(action.from, 'trace.action.from', 20),
    to: bytes(action.to, 'trace.action.to', 20),
    value: quantity(action.value, 'trace.action.value'),
    gasUsed: quantity(result.gasUsed, 'trace.result.gasUsed'),
    input,
    output: bytes(result.output, 'trace.result.output'),
    blockHash: hash(trace.blockHash, 'trace.blockHash'),
    blockNumber: integer(trace.blockNumber, 'trace.blockNumber'),
    transactionHash: hash(trace.transactionHash, 'trace.transactionHash'),
    transactionIndex: integer(trace.transactionPosition, 'trace.transactionPosition'),
    place: array(trace.traceAddress, 'trace.traceAddress')
      .map((index) => integer(index, 'trace.traceAddress'))
      .join(','),
  }
}
