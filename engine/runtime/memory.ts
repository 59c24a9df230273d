import { copyLayout, layOutBigInt } from '../bytes.ts'
import { copyHex, SHORT, WIDE_DIGITS_OF } from '../hex.ts'
import type { GraphExports, Pointer } from './heap.ts'
import { HeapReader } from './heap-reader.ts'
import { TypeId } from './type-ids.ts'

/** `0x` in UTF-16. */
const ZERO_X = 0x780030

/** The memory of one module instance, read and written in AssemblyScript 0.19's layout (apiVersion 0.0.5 and later). */
export class WasmMemory extends HeapReader {
  readonly #names = new Map<string, Pointer>()
  readonly #wantedNames = new Set<string>()

  override attach(exports: GraphExports, staticEnd = 0): void {
    super.attach(exports, staticEnd)
    this.#names.clear()
  }

  /** An object of references, integers of 32 bits or both: one word a field. */
  writeObject(typeId: TypeId, ...fields: number[]): Pointer {
    const pointer = this.allocate(typeId, fields.length * 4)
    const words = this.words
    let at = pointer >>> 2
    // A loop: `set` with a plain array is several times slower.
    for (let i = 0; i < fields.length; i++) words[at++] = fields[i] ?? 0
    return pointer
  }

  /** An enum such as `Value`: `{ kind: u32, payload: u64 }`, the payload here being at most 32 bits wide. */
  writeEnum(typeId: TypeId, kind: number, payload: number): Pointer {
    const pointer = this.allocate(typeId, 16)
    const words = this.words
    words[pointer >>> 2] = kind
    words[(pointer >>> 2) + 2] = payload
    return pointer
  }

  writeString(text: string): Pointer {
    const { length } = text
    const pointer = this.allocate(TypeId.String, length * 2)
    if (length > SHORT) {
      this.bytes.write(text, pointer, 'utf16le')
      return pointer
    }
    const units = this.units
    let at = pointer >>> 1
    for (let i = 0; i < length; i++) units[at++] = text.charCodeAt(i)
    return pointer
  }

  /** A text of ASCII characters, given in one byte each. */
  writeAscii(bytes: Uint8Array, start: number, end: number): Pointer {
    const pointer = this.allocate(TypeId.String, (end - start) * 2)
    const units = this.units
    let at = pointer >>> 1
    for (let i = start; i < end; i++) units[at++] = bytes[i] ?? 0
    return pointer
  }

  /** A Uint8Array, and so Bytes, Address and BigInt too. */
  writeBytes(source: Uint8Array, start = 0, end = source.length): Pointer {
    const length = end - start
    const buffer = this.allocate(TypeId.ArrayBuffer, length)
    const bytes = this.bytes
    if (length > SHORT) bytes.set(source.subarray(start, end), buffer)
    else for (let i = start, at = buffer; i < end; i++) bytes[at++] = source[i] ?? 0
    return this.#wrapBuffer(buffer, length)
  }

  /** Bytes given as well-formed hex with `0x`. */
  writeHex(hex: string): Pointer {
    const length = (hex.length - 2) >>> 1
    const buffer = this.allocate(TypeId.ArrayBuffer, length)
    copyHex(hex, 2, hex.length, this.bytes, buffer)
    return this.#wrapBuffer(buffer, length)
  }

  /** A BigInt given as a word of 32 bytes, the highest first. */
  writeIntegerWord(word: Uint8Array, at: number, isSigned: boolean): Pointer {
    const fill = isSigned && (word[at] ?? 0) >= 0x80 ? 0xff : 0
    let first = at
    while (first < at + 31 && word[first] === fill) first++
    // Where the highest bit that is left says something else than the sign, one more byte says it.
    const isLonger = ((word[first] ?? 0) ^ fill) >= 0x80
    const length = at + 32 - first + (isLonger ? 1 : 0)
    const buffer = this.allocate(TypeId.ArrayBuffer, length)
    const bytes = this.bytes
    let byte = buffer
    for (let i = at + 31; i >= first; i--) bytes[byte++] = word[i] ?? 0
    if (isLonger) bytes[byte] = fill
    return this.#wrapBuffer(buffer, length)
  }

  writeBigInt(value: bigint): Pointer {
    if (value >= -0x8000_0000n && value <= 0x7fff_ffffn) return this.writeInteger(Number(value))
    const length = layOutBigInt(value)
    const buffer = this.allocate(TypeId.ArrayBuffer, length)
    copyLayout(this.bytes, buffer, length)
    return this.#wrapBuffer(buffer, length)
  }

  /** A BigInt of at most 32 bits. */
  writeInteger(value: number): Pointer {
    // The bits that differ from the sign, and one for the sign.
    const bits = 33 - Math.clz32(value < 0 ? ~value : value)
    const length = (bits + 7) >>> 3
    const buffer = this.allocate(TypeId.ArrayBuffer, length)
    // An object's last bytes are padding up to a whole number of words, which stays zero.
    this.words[buffer >>> 2] = length === 4 ? value : value & ((1 << (8 * length)) - 1)
    return this.#wrapBuffer(buffer, length)
  }

  /** The hex text of a Uint8Array's bytes, with `0x`. */
  writeHexText(source: Pointer): Pointer {
    const start = this.readWord(source, 1)
    const length = this.readWord(source, 2)
    this.endOf(start, length)
    const pointer = this.allocate(TypeId.String, 4 + 4 * length)
    const bytes = this.bytes
    const words = this.words
    let at = pointer >>> 2
    words[at++] = ZERO_X
    for (let i = start; i < start + length; i++) words[at++] = WIDE_DIGITS_OF[bytes[i] ?? 0] ?? 0
    return pointer
  }

  /**
   * A text that is written with every trigger, such as the name of a field: once `keepNames` was called it is there
   * before the handler starts.
   */
  writeName(text: string): Pointer {
    const kept = this.#names.get(text)
    if (kept !== undefined) return kept
    this.#wantedNames.add(text)
    return this.writeString(text)
  }

  /** Writes the names that were missing. Returns whether there were any: the instance's first state has them then. */
  keepNames(): boolean {
    if (this.#wantedNames.size === 0) return false
    for (const text of this.#wantedNames) this.#names.set(text, this.writeString(text))
    this.#wantedNames.clear()
    return true
  }

  /** An `Array<T>` of references. */
  writeArray(typeId: TypeId, items: readonly Pointer[]): Pointer {
    const buffer = this.allocate(TypeId.ArrayBuffer, items.length * 4)
    const words = this.words
    let at = buffer >>> 2
    for (let i = 0; i < items.length; i++) words[at++] = items[i] ?? 0
    return this.writeObject(typeId, buffer, buffer, items.length * 4, items.length)
  }

  #wrapBuffer(buffer: Pointer, length: number): Pointer {
    const pointer = this.allocate(TypeId.Uint8Array, 12)
    const words = this.words
    const at = pointer >>> 2
    words[at] = buffer
    words[at + 1] = buffer
    words[at + 2] = length
    return pointer
  }
}
