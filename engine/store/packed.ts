import { packEntity, packText } from '../pack-entity.ts'
import { intOf } from '../packed-bytes.ts'
import { PackedEntity, textAt } from '../packed-entity.ts'
import type { BlockResult, EntityChange, EntityType, Schema } from '../types.ts'
import { storedTypes } from './layout.ts'

/** Blocks as they go from one thread to another: their changes as bytes, which are handed over, not copied. */
export type PackedBlocks = {
  readonly blocks: readonly (Omit<BlockResult, 'changes'> & { readonly changes: number })[]
  /**
   * For each change two integers of 32 bits, the number of its type with its flags and the length of what follows: the
   * entity, or the id of one that was removed.
   */
  readonly bytes: Uint8Array<ArrayBuffer>
}

const REMOVED = 1
const OF_FILE = 2
/** The bits of the flags. */
const FLAGS = 2

/** Packs and unpacks the blocks of a schema; both threads make their own. */
export type Packer = {
  pack(results: readonly BlockResult[]): PackedBlocks
  unpack(packed: PackedBlocks): BlockResult[]
}

type Part = { readonly head: number; readonly bytes: Uint8Array; readonly start: number; readonly end: number }

export function createPacker(schema: Schema): Packer {
  const types = storedTypes(schema)
  const numbers = new Map(types.map((type, number) => [type.name, { type, number }]))

  function packChange({ type: name, id, entity, ofFile }: EntityChange): Part {
    const known = numbers.get(name)
    if (known === undefined) throw new Error(`the schema has no entity type ${name}`)
    const { type, number } = known
    const head = (number << FLAGS) | (entity === null ? REMOVED : 0) | (ofFile ? OF_FILE : 0)
    if (entity === null) return { head, ...packText(id) }
    const { bytes, start, end } = entity instanceof PackedEntity ? entity : packEntity(type, entity)
    return { head, bytes, start, end }
  }

  function unpackChange(type: EntityType, head: number, bytes: Uint8Array, at: number, end: number): EntityChange {
    if (head & REMOVED) return { type: type.name, id: textAt(bytes, at), entity: null }
    const entity = new PackedEntity(type, bytes, at, end, true)
    const change = { type: type.name, id: String(entity.field('id')), entity }
    return head & OF_FILE ? { ...change, ofFile: true } : change
  }

  return {
    pack(results) {
      const parts = results.flatMap(({ changes }) => changes.map(packChange))
      const size = parts.reduce((sum, { start, end }) => sum + 8 + end - start, 0)
      const packed = Buffer.from(new ArrayBuffer(size))
      let at = 0
      for (const { head, bytes, start, end } of parts) {
        packed.writeInt32LE(head, at)
        packed.writeInt32LE(end - start, at + 4)
        packed.set(bytes.subarray(start, end), at + 8)
        at += 8 + end - start
      }
      return { blocks: results.map((result) => ({ ...result, changes: result.changes.length })), bytes: packed }
    },
    unpack({ blocks, bytes: packed }) {
      const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.length)
      let at = 0
      return blocks.map((block) => {
        const changes: EntityChange[] = []
        for (let count = block.changes; count > 0; count--) {
          const head = intOf(bytes, at)
          const type = types[head >> FLAGS]
          if (type === undefined) throw new Error(`no entity type has the number ${head >> FLAGS}`)
          const start = at + 8
          at = start + intOf(bytes, at + 4)
          changes.push(unpackChange(type, head, bytes, start, at))
        }
        return { ...block, changes }
      })
    },
  }
}
