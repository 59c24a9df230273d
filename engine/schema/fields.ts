import { type FieldDefinitionNode, Kind, type TypeNode } from 'graphql'
import type { FieldDef, ScalarName } from '../types.ts'
import { type Declarations, findIdScalar } from './declarations.ts'
import { derivedFromArgument, lineOf } from './directives.ts'
import { SchemaError } from './errors.ts'

const SCALARS: ReadonlySet<string> = new Set<ScalarName>([
  'ID',
  'String',
  'Bytes',
  'Boolean',
  'Int',
  'Int8',
  'Timestamp',
  'BigInt',
  'BigDecimal',
])

/**
 * One field of an entity type, an interface or an aggregation.
 * @param owner for messages
 */
export function readField(node: FieldDefinitionNode, owner: string, declarations: Declarations): FieldDef {
  const { typeName, list, nonNull } = unwrap(node.type, `${owner}.${node.name.value}`)
  const derivedFrom = derivedFromArgument(node)
  const base = { name: node.name.value, typeName, list, nonNull, ...(derivedFrom === undefined ? {} : { derivedFrom }) }
  if (SCALARS.has(typeName)) return { ...base, kind: 'scalar', scalar: typeName as ScalarName }
  if (declarations.enums.has(typeName)) return { ...base, kind: 'enum', scalar: 'String' }
  const scalar = findIdScalar(declarations, typeName)
  if (scalar === undefined)
    throw new SchemaError(
      `Type \`${owner}\`, field \`${node.name.value}\`: type \`${typeName}\` is not defined`,
      lineOf(node),
    )
  return { ...base, kind: 'reference', scalar }
}

function unwrap(type: TypeNode, where: string): { typeName: string; list: boolean; nonNull: boolean } {
  const nonNull = type.kind === Kind.NON_NULL_TYPE
  const outer = type.kind === Kind.NON_NULL_TYPE ? type.type : type
  if (outer.kind === Kind.NAMED_TYPE) return { typeName: outer.name.value, list: false, nonNull }
  const inner = outer.type.kind === Kind.NON_NULL_TYPE ? outer.type.type : outer.type
  if (inner.kind === Kind.LIST_TYPE) throw new SchemaError(`${where}: lists of lists are not supported`, lineOf(type))
  return { typeName: inner.name.value, list: true, nonNull }
}
