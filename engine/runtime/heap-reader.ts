import { bigIntFromBytes, SHORT } from './bytes.ts'
import { DeterministicError } from './errors.ts'
import { type GraphExports, Heap, type Pointer } from './heap.ts'
import { RecentTexts } from './recent-texts.ts'

/** Reads objects in AssemblyScript 0.19's layout. */
export class HeapReader extends Heap {
  #staticEnd = 0
  readonly #staticStrings = new Map<Pointer, string>()
  readonly #texts = new RecentTexts()
  readonly #hexes = new RecentTexts()

  /** Strings that end below `staticEnd` never change and are decoded once. */
  override attach(exports: GraphExports, staticEnd = 0): void {
    super.attach(exports)
    this.#staticStrings.clear()
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
    const length = (end - pointer) >>> 1
    const short = length > SHORT ? undefined : this.#texts.ofUnits(this.units, pointer >>> 1, length)
    const text = short ?? this.#readText(pointer, end)
    if (end <= this.#staticEnd) this.#staticStrings.set(pointer, text)
    return text
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
    if (end - start > SHORT) return `0x${this.bytes.toString('hex', start, end)}`
    return this.#hexes.hexOf(this.bytes, start, end)
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

  /** A text without its null characters. */
  #readText(start: Pointer, end: number): string {
    const units = this.bytes.toString('utf16le', start, end)
    return units.includes('\0') ? units.replaceAll('\0', '') : units
  }
}
