import type { BigDecimal, BlockResult, Entity, EntityChange, FieldDef, Schema, Value } from '../types.ts'
import { storedFields, storedTypes } from './layout.ts'

/** One cell of a packed change: a field's value, or a part of it. */
type Cell = Value | undefined

/**
 * Blocks as they go from one thread to another. To copy one flat list costs a third of what it costs to copy an object
 * with the names of its fields for each change.
 */
export type PackedBlocks = {
  readonly blocks: readonly (Omit<BlockResult, 'changes'> & { readonly changes: number })[]
  /**
   * For each change: the number of its type, its id, the fields in the schema's order, and of a BigDecimal its digits
   * and its exponent; of a type that files have entities of, at last whether one is. Of a removed entity: the number's
   * complement and the id.
   */
  readonly cells: readonly Cell[]
}

/** Packs and unpacks the blocks of a schema; both threads make their own. */
export type Packer = {
  pack(results: readonly BlockResult[]): PackedBlocks
  unpack(packed: PackedBlocks): BlockResult[]
}

type PackedType = {
  readonly number: number
  readonly name: string
  readonly fields: readonly FieldDef[]
  readonly ofFiles: boolean
}

export function createPacker(schema: Schema): Packer {
  const types = storedTypes(schema).map(
    (entity, number): PackedType => ({
      number,
      name: entity.name,
      ofFiles: entity.ofFiles === true,
      // The id comes first, as text.
      fields: storedFields(entity).filter(({ name, scalar }) => name !== 'id' || scalar === 'Int8'),
    }),
  )
  const byName = new Map(types.map((type) => [type.name, type]))

  return {
    pack(results) {
      const cells: Cell[] = []
      for (const { changes } of results) {
        for (const change of changes) {
          const type = byName.get(change.type)
          if (type === undefined) throw new Error(`the schema has no entity type ${change.type}`)
          packChange(cells, type, change)
        }
      }
      return { blocks: results.map((result) => ({ ...result, changes: result.changes.length })), cells }
    },
    unpack({ blocks, cells }) {
      let at = 0
      const next = () => cells[at++]
      return blocks.map((block) => {
        const changes: EntityChange[] = []
        for (let count = block.changes; count > 0; count--) {
          const number = next() as number
          const id = next() as string
          const type = types[number < 0 ? ~number : number]
          if (type === undefined) throw new Error(`no entity type has the number ${number}`)
          const entity = number < 0 ? null : unpackEntity(type, id, next)
          const isOfFile = entity !== null && type.ofFiles && next() === true
          changes.push({ type: type.name, id, entity, ...(isOfFile && { ofFile: true }) })
        }
        return { ...block, changes }
      })
    },
  }
}

function packChange(
  cells: Cell[],
  { number, fields, ofFiles }: PackedType,
  { id, entity, ofFile }: EntityChange,
): void {
  if (entity === null) {
    cells.push(~number, id)
    return
  }
  cells.push(number, id)
  for (const field of fields) {
    const value = entity[field.name]
    if (!isDecimal(field) || value === null || value === undefined) {
      cells.push(value)
      continue
    }
    const { digits, exp } = value as BigDecimal
    cells.push(digits, exp)
  }
  if (ofFiles) cells.push(ofFile === true)
}

function unpackEntity({ fields }: PackedType, id: string, next: () => Cell): Entity {
  const entity: Record<string, Value> = { id }
  for (const field of fields) {
    const value = next() ?? null
    entity[field.name] = value !== null && isDecimal(field) ? { digits: value as bigint, exp: next() as number } : value
  }
  return entity
}

function isDecimal({ scalar, list }: FieldDef): boolean {
  return scalar === 'BigDecimal' && !list
}
