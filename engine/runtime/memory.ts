import { bigIntFromBytes, copyLayout, HEX_DIGITS, layOutBigInt, NIBBLES, SHORT } from './bytes.ts'
import { DeterministicError } from './errors.ts'
import { TypeId } from './type-ids.ts'

/** What the host calls in a module that graph-cli compiled. */
export type GraphExports = {
  readonly memory: WebAssembly.Memory
  allocate(size: number): number
  id_of_type(typeId: number): number
  _start?(): void
}

/** A reference to an AssemblyScript object; 0 is null. */
export type Pointer = number

/** Addresses of free memory that the host took from the module's allocator. */
export type Chunk = { readonly start: Pointer; readonly end: Pointer }

const HEADER_BYTES = 20
const MIN_CHUNK_BYTES = 10_000
/** Payloads are aligned to 16, so that an object's header starts 12 bytes after a chunk's start. */
const CHUNK_PADDING = 12
/** Where short texts are put together. */
const TEXT = Buffer.alloc(SHORT)
const HEX = Buffer.alloc(2 + 2 * SHORT)
HEX.write('0x')

/**
 * The memory of one module instance, read and written in AssemblyScript 0.19's layout (apiVersion 0.0.5 and later).
 *
 * Objects are written into chunks taken from the module's own allocator, which never frees; `Instance` takes the whole
 * memory back between triggers and then calls `forgetChunk`.
 */
export class WasmMemory {
  #exports: GraphExports | undefined
  #u8 = Buffer.alloc(0)
  #u16 = new Uint16Array(0)
  #u32 = new Uint32Array(0)
  #chunk = 0
  #chunkEnd = 0
  #staticEnd = 0
  /** Ids of the module's classes by `TypeId`. */
  readonly #typeIds: number[] = []
  readonly #staticStrings = new Map<Pointer, string>()
  readonly #names = new Map<string, Pointer>()
  readonly #wantedNames = new Set<string>()

  /**
   * Binds the memory to its instance, which exists only after its imports do. Strings that end below `staticEnd` never
   * change and are decoded once.
   */
  attach(exports: GraphExports, staticEnd = 0): void {
    this.#exports = exports
    this.#names.clear()
    this.#staticStrings.clear()
    this.setStaticEnd(staticEnd)
    this.forgetChunk()
    this.#refresh()
  }

  setStaticEnd(end: number): void {
    this.#staticEnd = end
  }

  /** The next object goes to a new chunk. */
  forgetChunk(): void {
    this.setChunk({ start: 0, end: 0 })
  }

  /** The space left for the next objects. */
  chunk(): Chunk {
    return { start: this.#chunk, end: this.#chunkEnd }
  }

  setChunk({ start, end }: Chunk): void {
    this.#chunk = start
    this.#chunkEnd = end
  }

  get bytes(): Buffer {
    // Growth detaches the old buffer, whose views then have length 0.
    if (this.#u8.length === 0) this.#refresh()
    return this.#u8
  }

  get words(): Uint32Array {
    if (this.#u32.length === 0) this.#refresh()
    return this.#u32
  }

  /**
   * Makes an object of a class. The payload is zero: the module's heap only grows, and what lies above it was never
   * written, or was cleared when the instance was put back.
   */
  allocate(typeId: TypeId, size: number): Pointer {
    const total = (HEADER_BYTES + size + 15) & ~15
    if (this.#chunk + total > this.#chunkEnd) this.#takeChunk(total)
    const header = this.#chunk
    this.#chunk += total
    const words = this.words
    const at = header >>> 2
    words[at] = total - 4
    words[at + 3] = this.#typeIds[typeId] ?? this.#findRuntimeId(typeId)
    words[at + 4] = size
    return header + HEADER_BYTES
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
    const units = this.#u16
    let at = pointer >>> 1
    for (let i = 0; i < length; i++) units[at++] = text.charCodeAt(i)
    return pointer
  }

  /** A Uint8Array, and so Bytes, Address and BigInt too. */
  writeBytes(bytes: Uint8Array): Pointer {
    const buffer = this.allocate(TypeId.ArrayBuffer, bytes.length)
    this.bytes.set(bytes, buffer)
    return this.#wrapBuffer(buffer, bytes.length)
  }

  /** Bytes given as well-formed hex with `0x`. */
  writeHex(hex: string): Pointer {
    const length = (hex.length - 2) >>> 1
    const buffer = this.allocate(TypeId.ArrayBuffer, length)
    const bytes = this.bytes
    if (length > SHORT) {
      bytes.write(hex.slice(2), buffer, 'hex')
    } else {
      let at = 2
      for (let i = buffer; i < buffer + length; i++) {
        const high = NIBBLES[hex.charCodeAt(at++)] ?? 0
        bytes[i] = (high << 4) | (NIBBLES[hex.charCodeAt(at++)] ?? 0)
      }
    }
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
    this.#checkedEnd(start, length)
    const pointer = this.allocate(TypeId.String, 4 + 4 * length)
    const bytes = this.bytes
    const units = this.#u16
    let at = pointer >>> 1
    units[at++] = 0x30
    units[at++] = 0x78
    for (let i = start; i < start + length; i++) {
      const byte = bytes[i] ?? 0
      units[at++] = HEX_DIGITS[byte >>> 4] ?? 0
      units[at++] = HEX_DIGITS[byte & 15] ?? 0
    }
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

  /** The word `index` words behind the pointer. */
  readWord(pointer: Pointer, index = 0): number {
    const word = this.words[(this.#checked(pointer) >>> 2) + index]
    if (word === undefined) throw new DeterministicError('Heap access out of bounds.')
    return word
  }

  readString(pointer: Pointer): string {
    const known = this.#staticStrings.get(pointer)
    if (known !== undefined) return known
    const end = this.#checkedEnd(this.#checked(pointer), this.readWord(pointer - 4))
    const text = this.#readShortText(pointer, end) ?? this.#readText(pointer, end)
    if (end <= this.#staticEnd) this.#staticStrings.set(pointer, text)
    return text
  }

  /** A view of a Uint8Array's bytes: copy what must outlive the next call into the module. */
  viewBytes(pointer: Pointer): Uint8Array {
    const start = this.readWord(pointer, 1)
    const end = this.#checkedEnd(start, this.readWord(pointer, 2))
    return this.bytes.subarray(start, end)
  }

  /** A Uint8Array's bytes as lower-case hex with `0x`. */
  readHex(pointer: Pointer): string {
    const start = this.readWord(pointer, 1)
    const end = this.#checkedEnd(start, this.readWord(pointer, 2))
    const bytes = this.bytes
    if (end - start > SHORT) return `0x${bytes.toString('hex', start, end)}`
    let at = 2
    for (let i = start; i < end; i++) {
      const byte = bytes[i] ?? 0
      HEX[at++] = HEX_DIGITS[byte >>> 4] ?? 0
      HEX[at++] = HEX_DIGITS[byte & 15] ?? 0
    }
    return HEX.toString('latin1', 0, at)
  }

  readBigInt(pointer: Pointer): bigint {
    const start = this.readWord(pointer, 1)
    const end = this.#checkedEnd(start, this.readWord(pointer, 2))
    return bigIntFromBytes(this.bytes, start, end)
  }

  /** The references in an `Array<T>`. */
  readArray(pointer: Pointer): Pointer[] {
    const start = this.readWord(pointer, 1)
    const length = this.readWord(pointer, 3)
    if (length > 0) this.#checkedEnd(this.#checked(start), length * 4)
    const items: Pointer[] = []
    for (let i = 0; i < length; i++) items.push(this.readWord(start, i))
    return items
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

  /** A text of ASCII characters, in one byte each; undefined where it is long or has others. */
  #readShortText(start: Pointer, end: number): string | undefined {
    const length = (end - start) >>> 1
    if (length > SHORT) return undefined
    const units = this.#u16
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

  #checkedEnd(start: Pointer, size: number): number {
    const end = start + size
    if (end > this.bytes.length) throw new DeterministicError('Heap access out of bounds.')
    return end
  }

  #checked(pointer: Pointer): Pointer {
    if (pointer > 0) return pointer
    throw new DeterministicError(
      "Tried to read AssemblyScript value that is 'null'. Suggestion: find the 'graph-ts' call that gets a null where it " +
        'takes no null, for instance by log lines around the last calls of the handler.',
    )
  }

  #findRuntimeId(typeId: TypeId): number {
    const id = this.#attached().id_of_type(typeId)
    this.#typeIds[typeId] = id
    return id
  }

  #takeChunk(needed: number): void {
    const size = Math.max(needed + CHUNK_PADDING, MIN_CHUNK_BYTES)
    const start = this.#attached().allocate(size)
    this.#chunk = start + CHUNK_PADDING
    this.#chunkEnd = start + size
  }

  #refresh(): void {
    const { buffer } = this.#attached().memory
    this.#u8 = Buffer.from(buffer)
    this.#u16 = new Uint16Array(buffer)
    this.#u32 = new Uint32Array(buffer)
  }

  #attached(): GraphExports {
    if (this.#exports === undefined) throw new Error('the memory is not attached to an instance yet')
    return this.#exports
  }
}
