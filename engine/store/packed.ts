import { packEntity, packText } from '../pack-entity.ts'
import { intOf, putBytes } from '../packed-bytes.ts'
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
/** What stands before a change. */
const HEAD_BYTES = 8

/** Packs and unpacks the blocks of a schema; both threads make their own. */
export type Packer = {
  pack(results: readonly BlockResult[]): PackedBlocks
  unpack(packed: PackedBlocks): BlockResult[]
}

/** What a change holds: an entity, or an id. */
type Content = Pick<PackedEntity, 'bytes' | 'start' | 'end'>

export function createPacker(schema: Schema): Packer {
  const types = storedTypes(schema)
  const numbers = new Map(types.map((type, number) => [type.name, { type, number }]))

  function known(name: string) {
    const found = numbers.get(name)
    if (found === undefined) throw new Error(`the schema has no entity type ${name}`)
    return found
  }

  function packContent({ type, id, entity }: EntityChange): Content {
    if (entity === null) return packText(id)
    return entity instanceof PackedEntity ? entity : packEntity(known(type).type, entity)
  }

  function headOf({ type, entity, ofFile }: EntityChange): number {
    return (known(type).number << FLAGS) | (entity === null ? REMOVED : 0) | (ofFile ? OF_FILE : 0)
  }

  function unpackChange(type: EntityType, head: number, bytes: Uint8Array, at: number, end: number): EntityChange {
    if (head & REMOVED) return { type: type.name, id: textAt(bytes, at), entity: null }
    const entity = new PackedEntity(type, bytes, at, end, true)
    const change = { type: type.name, id: String(entity.field('id')), entity }
    return head & OF_FILE ? { ...change, ofFile: true } : change
  }

  return {
    pack(results) {
      const contents = results.flatMap(({ changes }) => changes.map(packContent))
      let size = 0
      for (const { start, end } of contents) size += HEAD_BYTES + end - start
      const packed = Buffer.from(new ArrayBuffer(size))
      let next = 0
      let at = 0
      for (const { changes } of results)
        for (const change of changes) {
          const content = contents[next++]
          if (content === undefined) continue
          const { bytes, start, end } = content
          packed.writeInt32LE(headOf(change), at)
          packed.writeInt32LE(end - start, at + 4)
          at = putBytes(packed, at + HEAD_BYTES, bytes, start, end)
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
          const start = at + HEAD_BYTES
          at = start + intOf(bytes, at + 4)
          changes.push(unpackChange(type, head, bytes, start, at))
        }
        return { ...block, changes }
      })
    },
  }
}
