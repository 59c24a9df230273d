import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
} from 'graphql'
import { SchemaError } from './errors.ts'

type Directed = { readonly directives?: readonly ConstDirectiveNode[] | undefined }

export function findDirective(node: Directed, name: string): ConstDirectiveNode | undefined {
  return node.directives?.find((directive) => directive.name.value === name)
}

export function findArgument(directive: ConstDirectiveNode | undefined, name: string): ConstValueNode | undefined {
  return directive?.arguments?.find((argument) => argument.name.value === name)?.value
}

/** A flag of `@entity`, undefined where it is not given. */
export function entityFlag(node: ObjectTypeDefinitionNode, name: string): boolean | undefined {
  const value = findArgument(findDirective(node, 'entity'), name)
  if (value === undefined) return undefined
  if (value.kind === Kind.BOOLEAN) return value.value
  throw new SchemaError(`The \`${name}\` argument of the @entity directive must be a boolean`, lineOf(value))
}

/** The `field` of a field's `@derivedFrom`. */
export function derivedFromArgument(node: FieldDefinitionNode): string | undefined {
  const directive = findDirective(node, 'derivedFrom')
  if (directive === undefined) return undefined
  const value = findArgument(directive, 'field')
  if (value?.kind === Kind.STRING) return value.value
  throw new SchemaError(`${node.name.value}: @derivedFrom needs field: "name"`, lineOf(directive))
}

/** 1-based line of a part of schema.graphql. */
export function lineOf(node: Pick<ConstValueNode, 'loc'>): number | undefined {
  return node.loc?.startToken.line
}
