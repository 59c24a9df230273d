import { bigIntFromBytes, copyLayout, layOutBigInt } from './bytes.ts'
import { copyHex, SHORT } from './hex.ts'
import type { BigDecimal } from './types.ts'

/** Small, since one entity that is kept keeps the whole of it. */
const CHUNK_BYTES = 128 * 1024

/** Takes bytes one after another. Nothing that was written is written again, so that views of it stay as they are. */
export class Arena {
  bytes = Buffer.alloc(0)
  at = 0

  /** Makes room for `size` bytes in one piece. */
  reserve(size: number): void {
    if (this.at + size <= this.bytes.length) return
    this.bytes = Buffer.alloc(Math.max(size, CHUNK_BYTES))
    this.at = 0
  }

  putTag(tag: number): void {
    this.bytes[this.at++] = tag
  }

  /** Starts a value, whose length comes with its end. @returns its start, for `end` */
  begin(tag: number): number {
    this.bytes[this.at] = tag
    this.at += 5
    return this.at
  }

  end(start: number): void {
    writeInt(this.bytes, start - 4, this.at - start)
  }

  putByte(byte: number): void {
    this.bytes[this.at++] = byte
  }

  putInt(value: number): void {
    writeInt(this.bytes, this.at, value)
    this.at += 4
  }

  putInt64(value: bigint): void {
    this.bytes.writeBigInt64LE(value, this.at)
    this.at += 8
  }

  putBytes(source: Uint8Array, start: number, end: number): void {
    this.at = putBytes(this.bytes, this.at, source, start, end)
  }

  /** Two's complement, given in any number of bytes, in as few as hold it. */
  putInteger(source: Uint8Array, start: number, end: number): void {
    if (start === end) {
      this.putByte(0)
      return
    }
    const sign = ((source[end - 1] ?? 0) & 0x80) === 0 ? 0 : 0xff
    let last = end - 1
    while (last > start && source[last] === sign && (((source[last - 1] ?? 0) ^ sign) & 0x80) === 0) last--
    this.putBytes(source, start, last + 1)
  }

  putBigInt(value: bigint): void {
    const length = layOutBigInt(value)
    copyLayout(this.bytes, this.at, length)
    this.at += length
  }

  /** Well-formed hex with `0x`. */
  putHex(hex: string): void {
    copyHex(hex, 2, hex.length, this.bytes, this.at)
    this.at += (hex.length - 2) >>> 1
  }

  /** A whole value from UTF-16 without null characters. @returns false, having put nothing, where one is not ASCII */
  putAscii(units: Uint16Array, from: number, to: number, tag: number): boolean {
    const { bytes } = this
    const start = this.at + 5
    let at = start
    for (let i = from; i < to; i++) {
      const unit = units[i] ?? 0
      if (unit === 0 || unit > 0x7f) return false
      bytes[at++] = unit
    }
    this.begin(tag)
    this.at = at
    this.end(start)
    return true
  }

  /** A whole value: tagged `narrow` with a byte a character, or `wide` in UTF-16 where one is not ASCII. */
  putText(text: string, narrow: number, wide: number): void {
    const start = this.begin(narrow)
    const { bytes } = this
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      if (unit > 0x7f) {
        bytes[start - 5] = wide
        this.at = start + bytes.write(text, start, 'utf16le')
        break
      }
      bytes[this.at++] = unit
    }
    this.end(start)
  }
}

/** Copies bytes. @returns where they end */
export function putBytes(target: Uint8Array, at: number, source: Uint8Array, start: number, end: number): number {
  if (end - start > SHORT) {
    target.set(source.subarray(start, end), at)
    return at + end - start
  }
  let next = at
  for (let i = start; i < end; i++) target[next++] = source[i] ?? 0
  return next
}

/** Where entities are packed. */
export const arena = new Arena()

function writeInt(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value
  bytes[at + 1] = value >> 8
  bytes[at + 2] = value >> 16
  bytes[at + 3] = value >> 24
}

export function intOf(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)
}

export function int64Of(bytes: Uint8Array, at: number): bigint {
  return (BigInt(intOf(bytes, at + 4)) << 32n) | BigInt(intOf(bytes, at) >>> 0)
}

export function decimalOf(bytes: Uint8Array, start: number, end: number): BigDecimal {
  return { digits: bigIntFromBytes(bytes, start + 4, end), exp: intOf(bytes, start) }
}

export function textOf(bytes: Uint8Array, start: number, end: number, isWide: boolean): string {
  return asBuffer(bytes).toString(isWide ? 'utf16le' : 'latin1', start, end)
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

export function sameBytes(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): boolean {
  if (aEnd - aStart !== bEnd - bStart) return false
  for (let i = aStart, j = bStart; i < aEnd; i++, j++) if (a[i] !== b[j]) return false
  return true
}
