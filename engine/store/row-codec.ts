import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'
import { integerFromBytes } from '../bytes.ts'
import {
  ABSENT,
  type EntityState,
  endOfField,
  NULL,
  PackedEntity,
  storedFields,
  VALUE,
  valueAt,
} from '../packed-entity.ts'
import type { Entity, EntityType, FieldDef, Value } from '../types.ts'
import type { BlockContent } from './block-content.ts'
import { type Codec, codecOf, readColumn } from './codec.ts'
import { quote } from './layout.ts'

/** The columns of an entity's fields, in the order of the schema. */
export type RowCodec = {
  /** What a SELECT reads. */
  readonly columns: string
  decode(stored: readonly SQLOutputValue[]): Entity
  /** Adds the entity's columns to `row`, and puts them into the content of the block. */
  encode(entity: EntityState, content: BlockContent, row: SQLInputValue[]): void
}

type Column = Codec & { readonly name: string; readonly field: FieldDef }

export function rowCodec(entity: EntityType): RowCodec {
  const columns = storedFields(entity).map((field): Column => ({ ...codecOf(field), name: field.name, field }))
  return {
    columns: columns.map(({ field, name }) => readColumn(field, quote(name))).join(', '),
    decode(stored) {
      const result: Record<string, Value> = {}
      for (let i = 0; i < columns.length; i++) {
        const [value, column] = [stored[i], columns[i]]
        if (value !== undefined && column !== undefined)
          result[column.name] = value === null ? null : column.decode(value)
      }
      return result
    },
    encode(state, content, row) {
      if (state instanceof PackedEntity) {
        const { bytes } = state
        let at = state.start
        for (const column of columns) {
          row.push(encodePacked(column, bytes, at, content))
          at = endOfField(bytes, at)
        }
      } else {
        for (const column of columns) row.push(putColumn(column, state[column.name], content))
      }
    },
  }
}

function encodePacked(column: Column, bytes: Uint8Array, at: number, content: BlockContent): SQLInputValue {
  const { scalar } = column.field
  const tag = bytes[at]
  if (tag === VALUE && scalar === 'Bytes') return content.putHex(bytes, at + 5, endOfField(bytes, at))
  if (tag === VALUE && (scalar === 'ID' || scalar === 'String'))
    return content.putAscii(bytes, at + 5, endOfField(bytes, at))
  const value = tag === ABSENT || tag === NULL ? null : valueAt(scalar, bytes, at, integerFromBytes)
  return putColumn(column, value, content)
}

function putColumn(column: Codec, value: Value | undefined, content: BlockContent): SQLInputValue {
  const encoded = value === null || value === undefined ? null : column.encode(value)
  content.putColumn(encoded)
  return encoded
}
