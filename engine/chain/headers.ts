import type { BlockHeader, BlockPtr } from '../types.ts'
import { readHeader } from './blocks.ts'
import { ChainMovedError, RpcError, rejected } from './errors.ts'
import { bytes, hash, object, quantity } from './fields.ts'
import type { Matcher } from './filter.ts'
import { bytesOfHex, headerHash, type ProvableHeader } from './proof/index.ts'
import type { Rpc, RpcCall } from './rpc.ts'

/** A header with what tells whether its block's logs are all there. */
export type SeenHeader = BlockHeader & {
  /** Indices of the filters of which the block may hold logs; undefined where the node gives no bloom. */
  readonly admits?: readonly number[]
  readonly receiptsRoot: string
  /** The block as it was answered, with the hashes of its transactions; kept only where it may have logs, or is wanted. */
  readonly answer?: Record<string, unknown>
}

export type HeadersRequest = {
  readonly numbers: readonly number[]
  readonly matcher: Matcher
  /** Numbers of blocks that are wanted whatever is in them. */
  readonly wanted: ReadonlySet<number>
  /** Whether the hash is recomputed from the fields. */
  readonly prove: boolean
}

/** Headers under way at a time. */
const CHUNK = 50
const PARALLEL = 4

/**
 * The headers of the numbers, in their order.
 * @throws ChainMovedError when one is gone or does not follow its neighbour, RpcError
 */
export async function readHeaders(node: Rpc, request: HeadersRequest): Promise<SeenHeader[]> {
  const { numbers } = request
  const headers: SeenHeader[] = []
  for (let start = 0; start < numbers.length; start += CHUNK * PARALLEL) {
    const chunks = Array.from({ length: PARALLEL }, (_, index) => {
      const some = numbers.slice(start + index * CHUNK, Math.min(start + (index + 1) * CHUNK, numbers.length))
      return readChunk(node, some, request)
    })
    headers.push(...(await Promise.all(chunks)).flat())
  }
  return headers
}

async function readChunk(node: Rpc, numbers: readonly number[], request: HeadersRequest): Promise<SeenHeader[]> {
  if (numbers.length === 0) return []
  const answers = await node.batch(numbers.map(headerCall))
  return answers.map((answer, index) => {
    const number = numbers[index] ?? 0
    if (answer === null) throw lacking(node, number)
    const header = seenHeader(answer, request)
    if (header.number !== number) throw rejected(`block ${header.number} where ${number} was asked for`)
    return header
  })
}

function seenHeader(answer: unknown, { matcher, wanted, prove }: HeadersRequest): SeenHeader {
  const raw = object(answer, 'block')
  const header = readHeader(raw)
  if (prove) proveHeader(raw, header.hash)
  const receiptsRoot = hash(raw.receiptsRoot, 'block.receiptsRoot')
  if (raw.logsBloom === undefined || raw.logsBloom === null) return { ...header, receiptsRoot, answer: raw }
  const admits = matcher.admitted(bytesOfHex(bytes(raw.logsBloom, 'block.logsBloom', 256)))
  return { ...header, receiptsRoot, admits, ...((admits.length > 0 || wanted.has(header.number)) && { answer: raw }) }
}

/** @throws RpcError when the fields of a header do not give its hash */
export function proveHeader(raw: Record<string, unknown>, expected: string): void {
  const actual = headerHash(raw as ProvableHeader)
  if (actual !== expected) throw rejected(`the header of block ${expected} has the hash ${actual}`)
}

/** Where two blocks are neighbours the later must name the earlier; two blocks of one number must be the same. */
export function checkLinks(headers: readonly (BlockPtr & { readonly parentHash?: string })[]): void {
  for (const [index, header] of headers.entries()) {
    const before = headers[index - 1]
    if (before === undefined) continue
    const linked =
      before.number === header.number
        ? before.hash === header.hash
        : before.number !== header.number - 1 || header.parentHash === before.hash
    if (!linked) throw new ChainMovedError(`block ${header.number} does not follow ${before.hash}`)
  }
}

export function headerCall(number: number): RpcCall {
  return { method: 'eth_getBlockByNumber', params: [quantity(number, 'number'), false] }
}

/** The node is behind, or its chain became shorter: another may have the block. */
export function lacking(node: Rpc, block: number | string): RpcError {
  return new RpcError('REJECTED', `the node at ${node.shown} has no block ${block}`, {
    retryable: true,
    kind: 'missing',
  })
}
