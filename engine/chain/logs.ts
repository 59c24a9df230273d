import { isDeepStrictEqual } from 'node:util'
import { ChainMovedError, rejected } from './errors.ts'
import { array, bytes, hash, integer, object, quantity } from './fields.ts'
import type { Matcher } from './filter.ts'

/** A log as `eth_getLogs` answers it, bytes in lower case and quantities without leading zeros. */
export type ChainLog = {
  readonly address: string
  readonly topics: readonly string[]
  readonly data: string
  readonly blockHash: string
  readonly blockNumber: string
  readonly transactionHash: string
  readonly transactionIndex: string
  readonly logIndex: string
}

/** Logs of several blocks, in order. */
export type CheckedLogs = {
  readonly logs: readonly ChainLog[]
  /** Numbers of blocks of which the node said that a log left the chain. */
  readonly disputed: ReadonlySet<number>
  /** For each filter that was asked for by itself, the numbers of the blocks in its answer. */
  readonly answered?: readonly ReadonlySet<number>[]
}

/** Reads a field; what was read before is not checked again, and kept once. */
export type Once = (read: (value: unknown, field: string) => string, value: unknown, field: string) => string

/** Logs of one answer share most of their fields. */
export function createOnce(): Once {
  const byReader = new Map<unknown, Map<unknown, string>>()
  return (read, value, field) => {
    let known = byReader.get(read)
    if (known === undefined) {
      known = new Map()
      byReader.set(read, known)
    }
    const seen = known.get(value)
    if (seen !== undefined) return seen
    const text = read(value, field)
    known.set(value, text)
    return text
  }
}

const address = (value: unknown, field: string) => bytes(value, field, 20)

/** @throws RpcError when a field is absent, null or unreadable */
export function readLog(answer: unknown, once: Once = (read, value, field) => read(value, field)): ChainLog {
  const log = object(answer, 'log')
  return {
    address: once(address, log.address, 'log.address'),
    topics: array(log.topics, 'log.topics').map((topic, index) => once(hash, topic, `log.topics[${index}]`)),
    data: bytes(log.data, 'log.data'),
    blockHash: once(hash, log.blockHash, 'log.blockHash'),
    blockNumber: once(quantity, log.blockNumber, 'log.blockNumber'),
    transactionHash: once(hash, log.transactionHash, 'log.transactionHash'),
    transactionIndex: once(quantity, log.transactionIndex, 'log.transactionIndex'),
    logIndex: once(quantity, log.logIndex, 'log.logIndex'),
  }
}

/**
 * Logs in ascending order, each once.
 * @throws RpcError when one is outside of the range or the filter, or two of one index differ;
 *   ChainMovedError when two hashes stand at one height
 */
export function checkLogs(answer: readonly unknown[], matcher: Matcher, from: number, to: number): CheckedLogs {
  const disputed = new Set<number>()
  const kept = new Map<string, ChainLog>()
  const hashes = new Map<number, string>()
  const once = createOnce()
  for (const item of answer) {
    const log = readLog(item, once)
    const number = integer(log.blockNumber, 'log.blockNumber')
    if (number < from || number > to) throw rejected(`a log of block ${number}, outside of ${from} to ${to}`)
    if (!matcher.matches(log)) throw rejected(`a log of ${log.address} in block ${number} that the filter excludes`)
    if (object(item, 'log').removed === true) {
      disputed.add(number)
      continue
    }
    const known = hashes.get(number)
    if (known !== undefined && known !== log.blockHash) throw new ChainMovedError(`two blocks ${number} in one answer`)
    hashes.set(number, log.blockHash)
    const place = `${number} ${log.logIndex}`
    const twin = kept.get(place)
    if (twin !== undefined && !isDeepStrictEqual(twin, log)) {
      throw rejected(`two logs ${Number(log.logIndex)} in block ${number}`)
    }
    kept.set(place, log)
  }
  return { logs: [...kept.values()].sort(inOrder), disputed }
}

function inOrder(a: ChainLog, b: ChainLog): number {
  return Number(a.blockNumber) - Number(b.blockNumber) || Number(a.logIndex) - Number(b.logIndex)
}
