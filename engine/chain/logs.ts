import { isDeepStrictEqual } from 'node:util'
import { type LogWords, wordsOfHex } from '../runtime/index.ts'
import { ChainMovedError, rejected } from './errors.ts'
import { array, bytes, hash, integer, object } from './fields.ts'
import type { Matcher } from './filter.ts'
import { PackedLog } from './packed-log.ts'

/** A log of the chain. Bytes are `0x` hex in lower case. */
export type ChainLog = {
  readonly address: string
  readonly topics: readonly string[]
  /** The first topic; empty where there is none. */
  readonly topic0: string
  readonly data: string
  readonly blockHash: string
  readonly blockNumber: number
  readonly transactionHash: string
  readonly transactionIndex: number
  readonly logIndex: number
}

/** Logs of several blocks, in order. */
export type CheckedLogs = {
  readonly logs: readonly ChainLog[]
  /** Numbers of blocks of which the node said that a log left the chain. */
  readonly disputed: ReadonlySet<number>
  /** For each filter that was asked for by itself, the numbers of the blocks in its answer. */
  readonly answered?: readonly ReadonlySet<number>[]
}

/** Reads a field; the value that was read last is not checked again, and kept once. */
export type Once = <T>(read: (value: unknown, field: string) => T, value: unknown, field: string) => T

/** A log shares most of its fields with the log before it. */
export function createOnce(): Once {
  const lastByField = new Map<string, { value: unknown; read: unknown }>()
  return <T>(read: (value: unknown, field: string) => T, value: unknown, field: string): T => {
    const last = lastByField.get(field)
    // A field is always read in the same way.
    if (last !== undefined && last.value === value) return last.read as T
    const result = read(value, field)
    if (last === undefined) lastByField.set(field, { value, read: result })
    else Object.assign(last, { value, read: result })
    return result
  }
}

const TOPICS = ['log.topics[0]', 'log.topics[1]', 'log.topics[2]', 'log.topics[3]']
const address = (value: unknown, field: string) => bytes(value, field, 20)

/** @throws RpcError when a field is absent, null or unreadable */
export function readLog(answer: unknown, once: Once = (read, value, field) => read(value, field)): ChainLog {
  if (answer instanceof PackedLog) return answer
  const log = object(answer, 'log')
  const topics = array(log.topics, 'log.topics').map((topic, at) => once(hash, topic, TOPICS[at] ?? 'log.topics'))
  return {
    address: once(address, log.address, 'log.address'),
    topics,
    topic0: topics[0] ?? '',
    data: bytes(log.data, 'log.data'),
    blockHash: once(hash, log.blockHash, 'log.blockHash'),
    blockNumber: once(integer, log.blockNumber, 'log.blockNumber'),
    transactionHash: once(hash, log.transactionHash, 'log.transactionHash'),
    transactionIndex: once(integer, log.transactionIndex, 'log.transactionIndex'),
    logIndex: once(integer, log.logIndex, 'log.logIndex'),
  }
}

/** The topics and the data as bytes. */
export function wordsOf(log: ChainLog): LogWords {
  return log instanceof PackedLog ? log : wordsOfHex(log.topics, log.data)
}

export function areSameLogs(a: readonly ChainLog[], b: readonly ChainLog[]): boolean {
  return isDeepStrictEqual(a.map(contentOf), b.map(contentOf))
}

function contentOf(log: ChainLog): ChainLog {
  return log instanceof PackedLog ? log.toJSON() : log
}

/**
 * Logs in ascending order, each once.
 * @throws RpcError when one is outside of the range or the filter, or two of one index differ;
 *   ChainMovedError when two hashes stand at one height
 */
export function checkLogs(answer: readonly unknown[], matcher: Matcher, from: number, to: number): CheckedLogs {
  const disputed = new Set<number>()
  const placed: PlacedLog[] = []
  const hashes = new Map<number, string>()
  const once = createOnce()
  let isAscending = true
  for (const item of answer) {
    const log = readLog(item, once)
    const number = log.blockNumber
    if (number < from || number > to) throw rejected(`a log of block ${number}, outside of ${from} to ${to}`)
    if (!matcher.matches(log)) throw rejected(`a log of ${log.address} in block ${number} that the filter excludes`)
    if (object(item, 'log').removed === true) {
      disputed.add(number)
      continue
    }
    const known = hashes.get(number)
    if (known !== undefined && known !== log.blockHash) throw new ChainMovedError(`two blocks ${number} in one answer`)
    if (known === undefined) hashes.set(number, log.blockHash)
    const next = { number, index: log.logIndex, log }
    const before = placed.at(-1)
    if (before !== undefined && inOrder(before, next) >= 0) isAscending = false
    placed.push(next)
  }
  return { logs: (isAscending ? placed : ordered(placed)).map(({ log }) => log), disputed }
}

type PlacedLog = { readonly number: number; readonly index: number; readonly log: ChainLog }

function inOrder(a: PlacedLog, b: PlacedLog): number {
  return a.number - b.number || a.index - b.index
}

/** Sorted, each once. @throws RpcError when two of one place differ */
function ordered(logs: readonly PlacedLog[]): PlacedLog[] {
  const sorted = [...logs].sort(inOrder)
  return sorted.filter((next, position) => {
    const before = sorted[position - 1]
    if (before === undefined || inOrder(before, next) !== 0) return true
    if (!areSameLogs([before.log], [next.log])) throw rejected(`two logs ${next.index} in block ${next.number}`)
    return false
  })
}
