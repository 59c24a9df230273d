import {
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  isInterfaceType,
  isObjectType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql'

/** A type of the API that has fields. */
export type Fielded = GraphQLObjectType | GraphQLInterfaceType

export function isFielded(type: GraphQLNamedType | undefined): type is Fielded {
  return isObjectType(type) || isInterfaceType(type)
}

const META_FIELDS = [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef]

/** A field of the type, or one that GraphQL itself offers. */
export function findField(type: Fielded, name: string): GraphQLField<unknown, unknown> | undefined {
  const meta = META_FIELDS.find((field) => field.name === name)
  if (meta !== undefined) return meta
  const fields = type.getFields()
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}
