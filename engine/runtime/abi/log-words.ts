import { copyHex } from '../../hex.ts'

/** What a log says besides its first topic, as bytes: the other topics, of 32 bytes each, and then its data. */
export type LogWords = {
  readonly bytes: Uint8Array
  readonly start: number
  readonly dataStart: number
  readonly end: number
}

/** @param topics all topics of the log, which has at least one; as well-formed hex with `0x`, like `data` */
export function wordsOfHex(topics: readonly string[], data: string): LogWords {
  const dataStart = 32 * (topics.length - 1)
  const end = dataStart + (data.length - 2) / 2
  const bytes = Buffer.allocUnsafe(end)
  for (const [index, topic] of topics.entries()) if (index > 0) copyHex(topic, 2, topic.length, bytes, 32 * (index - 1))
  copyHex(data, 2, data.length, bytes, dataStart)
  return { bytes, start: 0, dataStart, end }
}
