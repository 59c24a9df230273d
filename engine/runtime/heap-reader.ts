import { bigIntFromBytes } from '../bytes.ts'
import { SHORT, toHex } from '../hex.ts'
import { DeterministicError } from './errors.ts'
import { type GraphExports, Heap, type Pointer } from './heap.ts'

/** Where short texts are put together. */
const TEXT = Buffer.alloc(SHORT)

/** Reads objects in AssemblyScript 0.19's layout. */
export class HeapReader extends Heap {
  #staticEnd = 0
  readonly #staticStrings = new Map<Pointer, string>()
  #attachment = {}

  /** Strings that end below `staticEnd` never change and are decoded once. */
  override attach(exports: GraphExports, staticEnd = 0): void {
    super.attach(exports)
    this.#staticStrings.clear()
    this.#attachment = {}
    this.setStaticEnd(staticEnd)
  }

  setStaticEnd(end: number): void {
    this.#staticEnd = end
  }

  /** The word `index` words behind the pointer. */
  readWord(pointer: Pointer, index = 0): number {
    const word = this.words[(this.checked(pointer) >>> 2) + index]
    if (word === undefined) throw new DeterministicError('Heap access out of bounds.')
    return word
  }

  readString(pointer: Pointer): string {
    const known = this.#staticStrings.get(pointer)
    if (known !== undefined) return known
    const end = this.endOf(this.checked(pointer), this.readWord(pointer - 4))
    const text = this.#readShortText(pointer, end) ?? this.#readText(pointer, end)
    if (end <= this.#staticEnd) this.#staticStrings.set(pointer, text)
    return text
  }

  /** The instance: what is static stays where it is as long as this is the same. */
  get attachment(): object {
    return this.#attachment
  }

  /** Whether the pointer is to a text that was read, and is static. */
  isStatic(pointer: Pointer): boolean {
    return this.#staticStrings.has(pointer)
  }

  /** A view of a Uint8Array's bytes: copy what must outlive the next call into the module. */
  viewBytes(pointer: Pointer): Uint8Array {
    const start = this.readWord(pointer, 1)
    const end = this.endOf(start, this.readWord(pointer, 2))
    return this.bytes.subarray(start, end)
  }

  /** A Uint8Array's bytes as lower-case hex with `0x`. */
  readHex(pointer: Pointer): string {
    const start = this.readWord(pointer, 1)
    const end = this.endOf(start, this.readWord(pointer, 2))
    return toHex(this.bytes, start, end)
  }

  readBigInt(pointer: Pointer): bigint {
    const start = this.readWord(pointer, 1)
    const end = this.endOf(start, this.readWord(pointer, 2))
    return bigIntFromBytes(this.bytes, start, end)
  }

  /** The references in an `Array<T>`. */
  readArray(pointer: Pointer): Pointer[] {
    const start = this.readWord(pointer, 1)
    const length = this.readWord(pointer, 3)
    if (length > 0) this.endOf(this.checked(start), length * 4)
    const items: Pointer[] = []
    for (let i = 0; i < length; i++) items.push(this.readWord(start, i))
    return items
  }

  /** A text of ASCII characters, in one byte each; undefined where it is long or has others. */
  #readShortText(start: Pointer, end: number): string | undefined {
    const length = (end - start) >>> 1
    if (length > SHORT) return undefined
    const units = this.units
    let at = start >>> 1
    for (let i = 0; i < length; i++) {
      const unit = units[at++] ?? 0
      if (unit === 0 || unit > 0x7f) return undefined
      TEXT[i] = unit
    }
    return TEXT.toString('latin1', 0, length)
  }

  /** A text without its null characters. */
  #readText(start: Pointer, end: number): string {
    const units = this.bytes.toString('utf16le', start, end)
    return units.includes('\0') ? units.replaceAll('\0', '') : units
  }
}
