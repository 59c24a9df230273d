import { DeterministicError } from './errors.ts'
import type { TypeId } from './type-ids.ts'

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

/**
 * The heap of one module instance: room for objects, and views of the memory.
 *
 * Objects are written into chunks taken from the module's own allocator, which never frees; `Instance` takes the whole
 * memory back between triggers and then calls `forgetChunk`.
 */
export class Heap {
  #exports: GraphExports | undefined
  #u8 = Buffer.alloc(0)
  #u16 = new Uint16Array(0)
  #u32 = new Uint32Array(0)
  #chunk = 0
  #chunkEnd = 0
  /** Ids of the module's classes by `TypeId`. */
  readonly #typeIds: number[] = []

  /** Binds the heap to its instance, which exists only after its imports do. */
  attach(exports: GraphExports): void {
    this.#exports = exports
    this.forgetChunk()
    this.#refresh()
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

  /** For texts, in UTF-16. */
  get units(): Uint16Array {
    if (this.#u16.length === 0) this.#refresh()
    return this.#u16
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

  /**
   * The end of `size` bytes from `start`.
   * @throws DeterministicError where they are not all within the memory
   */
  endOf(start: Pointer, size: number): number {
    const end = start + size
    if (end > this.bytes.length) throw new DeterministicError('Heap access out of bounds.')
    return end
  }

  /**
   * The pointer, which is not null.
   * @throws DeterministicError
   */
  checked(pointer: Pointer): Pointer {
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
