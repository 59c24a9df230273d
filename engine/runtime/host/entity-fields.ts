import { formatDecimal } from '../../decimal.ts'
import { isHex, isLowerHex } from '../../hex.ts'
import type { Entity, EntityType, FieldDef, Schema, Value } from '../../types.ts'
import { DeterministicError, InvalidEntityError } from '../errors.ts'
import type { StoreKind, StoreValue } from '../marshal/store.ts'

/** @throws DeterministicError when the schema has no such entity type: graph-node tells interfaces and aggregations apart */
export function getEntityType(schema: Schema, name: string, operation = 'get'): EntityType {
  const type = schema.entities.get(name)
  if (type !== undefined) return type
  // graph-node tries to read them again, where it gives up to write them.
  const refusal = (message: string) =>
    operation === 'get' ? new InvalidEntityError(message) : new DeterministicError(message)
  if (schema.interfaces.has(name) || schema.aggregations.has(name))
    throw refusal(`Cannot ${operation} entity of type \`${name}\`. The type must be an @entity type`)
  throw new InvalidEntityError(`internal error: unknown name ${name} when looking up entity type`)
}

const NULL: StoreValue = { kind: 'Null', value: null }

/** The one form of an id: Bytes as lower-case hex with `0x`. */
export function normaliseId(type: EntityType, id: string): string {
  if (type.idScalar !== 'Bytes' || isLowerHex(id)) return id
  if (!isHex(id)) throw new DeterministicError(`Entity ${type.name}[${id}]: the id is not a valid Bytes value`)
  const hex = id.toLowerCase()
  return hex.startsWith('0x') ? hex : `0x${hex}`
}

/**
 * Checks what a mapping sets against the schema and turns it into the schema's representation, its fields in the
 * schema's order.
 * @param id normalised
 * @throws DeterministicError with graph-node's message
 */
export function toEntityFields(
  type: EntityType,
  id: string,
  data: readonly (readonly [name: string, value: StoreValue])[],
  rejectUndefinedFields: boolean,
): Entity {
  const undefinedFields: string[] = []
  const positions = positionsByName(type)
  const values: Value[] = []
  for (let i = 0; i < data.length; i++) {
    const [name, value] = data[i] ?? ['', NULL]
    const position = positions.get(name)
    const field = position === undefined ? undefined : type.fields[position]
    if (position === undefined || field === undefined) undefinedFields.push(name)
    else if (name === 'id') checkId(type, id, value)
    else values[position] = toFieldValue(type, id, field, value)
  }
  if (undefinedFields.length > 0 && rejectUndefinedFields) {
    const list = undefinedFields.join(', ')
    throw new DeterministicError(
      `Attempted to set undefined fields [${list}] for the entity type \`${type.name}\`. ` +
        'Make sure those fields are defined in the schema.',
    )
  }
  return inSchemaOrder(type, id, values)
}

/** @param values by the positions of their fields */
function inSchemaOrder(type: EntityType, id: string, values: readonly Value[]): Entity {
  const fields: Record<string, Value> = {}
  for (let i = 0; i < type.fields.length; i++) {
    const name = type.fields[i]?.name ?? ''
    const value = name === 'id' ? idValue(type, id) : values[i]
    if (value !== undefined) fields[name] = value
  }
  return fields
}

function idValue({ idScalar }: EntityType, id: string): Value {
  return idScalar === 'Int8' ? BigInt(id) : id
}

const positionsByType = new WeakMap<EntityType, ReadonlyMap<string, number>>()

function positionsByName(type: EntityType): ReadonlyMap<string, number> {
  let positions = positionsByType.get(type)
  if (positions === undefined) {
    positions = new Map(type.fields.map((field, position) => [field.name, position]))
    positionsByType.set(type, positions)
  }
  return positions
}

function kindOf({ scalar }: FieldDef): StoreKind {
  return scalar === 'ID' ? 'String' : scalar
}

function checkId(type: EntityType, id: string, value: StoreValue): void {
  const text = describe(value)
  if (text === id || normaliseId(type, text) === id) return
  throw new InvalidEntityError(
    `Value of ${type.name} attribute 'id' conflicts with ID passed to \`store.set()\`: ${text} != ${id}`,
  )
}

function toFieldValue(type: EntityType, id: string, field: FieldDef, stored: StoreValue): Value {
  const subject = `Entity ${type.name}[${id}]`
  if (field.derivedFrom !== undefined) {
    throw new InvalidEntityError(`${subject}: field \`${field.name}\` is derived and cannot be set`)
  }
  if (stored.kind === 'Null') return null
  if (stored.kind !== 'List' && !field.list) {
    if (isAssignable(field, stored)) return stored.value
  } else if (stored.kind === 'List' && field.list) {
    return stored.value.map((item, index) => {
      if (item.kind !== 'List' && isAssignable(field, item)) return item.value
      throw new InvalidEntityError(
        `${subject}: field \`${field.name}\` is of type ${typeText(field)}, but the value \`${describe(stored)}\` ` +
          `contains a ${item.kind} at index ${index}`,
      )
    })
  }
  throw new InvalidEntityError(
    `${subject}: the value \`${describe(stored)}\` for field \`${field.name}\` must have type ${typeText(field)} ` +
      `but has type ${stored.kind}`,
  )
}

function isAssignable(field: FieldDef, stored: StoreValue): boolean {
  return stored.kind === kindOf(field)
}

function typeText(field: FieldDef): string {
  const inner = field.list ? `[${field.typeName}!]` : field.typeName
  return field.nonNull ? `${inner}!` : inner
}

function describe(stored: StoreValue): string {
  if (stored.kind === 'List') return `[${stored.value.map(describe).join(', ')}]`
  const { value } = stored
  return typeof value === 'object' && value !== null && 'digits' in value ? formatDecimal(value) : String(value)
}
