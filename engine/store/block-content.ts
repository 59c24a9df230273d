import { hash } from 'node:crypto'
import type { SQLInputValue } from 'node:sqlite'
import { HEX_DIGITS } from '../hex.ts'
import type { BlockPtr, BlockResult, SubgraphError } from '../types.ts'

/** Kept from block to block; what a larger one needed is given back. */
const USUAL_BYTES = 1024 * 1024
/** What is longer is left to Buffer, whose calls cost more than so many characters. */
const SHORT_TEXT = 64

/**
 * What a block did, as it is hashed (docs/decisions/012-state-hash.md). It is put together as bytes, and where a column
 * has the same text as them, the column is read from here: the writer hashes all that it stores.
 */
export class BlockContent {
  #bytes = Buffer.allocUnsafeSlow(USUAL_BYTES)
  #start = 0
  #end = 0

  /** Starts the content of a block. @param before the state hash before it */
  begin(before: string, { number, hash: blockHash }: BlockPtr): void {
    if (this.#bytes.length > USUAL_BYTES) this.#bytes = Buffer.allocUnsafeSlow(USUAL_BYTES)
    this.#end = 0
    this.#put(`${before}\n${number} ${blockHash}\n`)
    this.#start = this.#end
  }

  /** Whether the block did nothing so far. */
  get isEmpty(): boolean {
    return this.#end === this.#start
  }

  /** The state hash after the block. */
  hash(): string {
    return `0x${hash('sha256', this.#bytes.subarray(0, this.#end))}`
  }

  /** Where the next change begins, for `takeBack`. */
  get end(): number {
    return this.#end
  }

  takeBack(end: number): void {
    this.#end = end
  }

  /** Starts the change that sets an entity, whose columns follow in the order of the schema, and `endChange`. */
  startSet(type: string): void {
    this.#put(`set ${type}`)
  }

  endChange(): void {
    this.#put('\n')
  }

  putRemoval(type: string, id: string): void {
    this.#put(`remove ${type}`)
    this.putColumn(id)
    this.endChange()
  }

  /** A column as it is stored: null, an integer, or a text after its length in UTF-16 units. */
  putColumn(value: SQLInputValue): void {
    if (value === null) this.#put(' -')
    else if (typeof value === 'string') this.#put(` ${value.length}:${value}`)
    else this.#put(` ${value}`)
  }

  /** Puts the column of bytes in hex. @returns the text */
  putHex(bytes: Uint8Array, start: number, end: number): string {
    const length = 2 + 2 * (end - start)
    this.#put(` ${length}:0x`)
    this.#reserve(length)
    const content = this.#bytes
    let at = this.#end
    for (let i = start; i < end; i++) {
      const digits = 2 * (bytes[i] ?? 0)
      content[at++] = HEX_DIGITS[digits] ?? 0
      content[at++] = HEX_DIGITS[digits + 1] ?? 0
    }
    return this.#endText(at, length)
  }

  /** Puts the column of a text of ASCII characters, given in a byte each. @returns the text */
  putAscii(bytes: Uint8Array, start: number, end: number): string {
    const length = end - start
    this.#put(` ${length}:`)
    this.#reserve(length)
    const content = this.#bytes
    let at = this.#end
    for (let i = start; i < end; i++) content[at++] = bytes[i] ?? 0
    return this.#endText(at, length)
  }

  /** What the block did besides: of errors that there is one, and where, but not its words, which may be improved. */
  putFacts({ dataSources = [], errors = [], failure }: FactsOfBlock): void {
    const put = (words: string, ...values: (string | null | undefined)[]) => {
      this.#put(words)
      for (const value of values) this.putColumn(value ?? null)
      this.endChange()
    }
    for (const { template, address, context } of dataSources) put('create', template, address, context)
    for (const { handler } of errors) put('error', handler)
    if (failure !== undefined) put('failure', failure.handler)
  }

  #endText(end: number, length: number): string {
    this.#end = end
    return this.#bytes.toString('latin1', end - length, end)
  }

  #put(text: string): void {
    this.#reserve(3 * text.length)
    const bytes = this.#bytes
    const start = this.#end
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      if (unit > 0x7f || i > SHORT_TEXT) {
        this.#end = start + bytes.write(text, start)
        return
      }
      bytes[start + i] = unit
    }
    this.#end = start + text.length
  }

  #reserve(size: number): void {
    if (this.#end + size <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(2 * (this.#end + size))
    larger.set(this.#bytes.subarray(0, this.#end))
    this.#bytes = larger
  }
}

export type FactsOfBlock = Pick<BlockResult, 'dataSources' | 'errors'> & {
  readonly failure?: SubgraphError | undefined
}
