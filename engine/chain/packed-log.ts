import { toHex } from '../hex.ts'
import type { LogWords } from '../runtime/index.ts'
import type { ChainLog } from './logs.ts'

/** What logs share with the log before them. */
export type LogOrigin = Pick<ChainLog, 'address' | 'topic0' | 'blockHash' | 'transactionHash'>

/** A log whose topics, but for the first, and data are bytes until somebody wants texts. */
export class PackedLog implements ChainLog, LogWords {
  readonly address: string
  readonly topic0: string
  readonly blockHash: string
  readonly transactionHash: string
  readonly blockNumber: number
  readonly transactionIndex: number
  readonly logIndex: number
  /** Whether the node said that the log left the chain. */
  readonly removed: boolean
  readonly bytes: Uint8Array
  readonly start: number
  readonly dataStart: number
  readonly end: number

  constructor(
    { address, topic0, blockHash, transactionHash }: LogOrigin,
    [blockNumber, transactionIndex, logIndex]: readonly [number, number, number],
    removed: boolean,
    { bytes, start, dataStart, end }: LogWords,
  ) {
    this.address = address
    this.topic0 = topic0
    this.blockHash = blockHash
    this.transactionHash = transactionHash
    this.blockNumber = blockNumber
    this.transactionIndex = transactionIndex
    this.logIndex = logIndex
    this.removed = removed
    this.bytes = bytes
    this.start = start
    this.dataStart = dataStart
    this.end = end
  }

  get topics(): string[] {
    if (this.topic0 === '') return []
    const topics = [this.topic0]
    for (let at = this.start; at < this.dataStart; at += 32) topics.push(toHex(this.bytes, at, at + 32))
    return topics
  }

  get data(): string {
    return toHex(this.bytes, this.dataStart, this.end)
  }

  toJSON(): ChainLog {
    const { address, topic0, topics, data, blockHash, blockNumber, transactionHash, transactionIndex, logIndex } = this
    return { address, topic0, topics, data, blockHash, blockNumber, transactionHash, transactionIndex, logIndex }
  }
}
