import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  Kind,
  type SelectionSetNode,
} from 'graphql'
import { checkSelections, type Fragments } from './check-selections.ts'
import { coerceArgument } from './coerce.ts'
import { collect, failure, type Location } from './errors.ts'
import { type Fielded, findField, isFielded } from './fielded.ts'
import { locationOf } from './location.ts'
import { type InputObject, type InputValue, literalValue } from './values.ts'

/** A requested field: fragments expanded, duplicates merged, variables put in, arguments coerced. */
export type Selection = {
  /** Name in the response. */
  readonly key: string
  readonly name: string
  readonly location: Location
  readonly arguments: InputObject
  /** Empty for a leaf, and for a field of an interface type. */
  readonly selections: readonly Selection[]
  /** Of a field of an interface type: the selections by the object type that they are for. */
  readonly implementers?: ReadonlyMap<string, readonly Selection[]>
}

type Draft = Omit<Selection, 'selections' | 'implementers'> & {
  readonly selections: Draft[]
  readonly implementers?: ReadonlyMap<string, Draft[]>
}
type Context = Fragments & {
  readonly variables: InputObject
  /** Fields that may still be expanded: fragments can multiply a short text without end. */
  readonly budget: { fields: number }
}

const MAX_FIELDS = 10_000
/** Levels of a query, as in graph-node. */
const MAX_DEPTH = 255

/**
 * The selections of an operation's root, in the order of the response.
 *
 * As lenient as graph-node: unknown arguments are ignored, an object field without selections is left out, selections
 * of a scalar are ignored, directives of a fragment spread have no effect.
 * @throws QueryError
 */
export function expandSelections(
  schema: GraphQLSchema,
  document: DocumentNode,
  set: SelectionSetNode,
  variables: InputObject,
): readonly Selection[] {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  const context = { schema, fragments, variables, budget: { fields: MAX_FIELDS } }
  const root = schema.getQueryType()
  if (root === undefined || root === null) throw new Error('the schema has no Query type')
  checkSelections(context, root, set)
  return expand(context, root, set, [root.name], 1).get(root.name) ?? []
}

/** @param types the object types that the selections are for, all of them of `type` */
function expand(
  context: Context,
  type: Fielded,
  set: SelectionSetNode,
  types: readonly string[],
  depth: number,
): ReadonlyMap<string, Draft[]> {
  if (depth > MAX_DEPTH) throw failure(`query has a depth that exceeds the limit of \`${MAX_DEPTH}\``)
  const result = new Map<string, Draft[]>(types.map((name) => [name, []]))
  const spread = new Set<string>()
  for (const node of set.selections) {
    if (node.kind === Kind.FIELD) {
      const field = expandField(context, type, node, depth)
      if (field === undefined) continue
      // Each type merges what follows into a draft of its own.
      for (const drafts of result.values()) merge(drafts, [types.length === 1 ? field : copy(field)])
      continue
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? context.fragments.get(node.name.value) : node
    if (fragment === undefined) continue
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      if (spread.has(node.name.value)) continue
      spread.add(node.name.value)
    }
    if (isSkipped(context, fragment.directives)) continue
    const condition = fragment.typeCondition && context.schema.getType(fragment.typeCondition.name.value)
    const narrowed = isFielded(condition) ? condition : type
    const matching = objectTypes(context.schema, narrowed).filter((name) => types.includes(name))
    if (matching.length === 0) continue
    for (const [name, drafts] of expand(context, narrowed, fragment.selectionSet, matching, depth))
      merge(result.get(name) ?? [], drafts)
  }
  return result
}

/** The names of the object types that a type stands for. */
function objectTypes(schema: GraphQLSchema, type: Fielded): string[] {
  return isInterfaceType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [type.name]
}

function copy(draft: Draft): Draft {
  const { selections, implementers } = draft
  return {
    ...draft,
    selections: selections.map(copy),
    ...(implementers && { implementers: new Map([...implementers].map(([name, of]) => [name, of.map(copy)])) }),
  }
}

/** Adds fields; one with a key that is there adds only its selections to it. */
function merge(into: Draft[], fields: readonly Draft[]): void {
  for (const field of fields) {
    const known = into.find((candidate) => candidate.key === field.key)
    if (known === undefined) {
      into.push(field)
      continue
    }
    merge(known.selections, field.selections)
    for (const [name, selections] of field.implementers ?? []) merge(known.implementers?.get(name) ?? [], selections)
  }
}

function expandField(context: Context, type: Fielded, node: FieldNode, depth: number): Draft | undefined {
  if (context.budget.fields-- === 0) throw failure('query is too expensive')
  const definition = findField(type, node.name.value)
  if (definition === undefined || isSkipped(context, node.directives)) return undefined
  const key = node.alias?.value ?? node.name.value
  const base = { key, name: node.name.value, location: locationOf(node) }
  const given = new Map(node.arguments?.map((argument) => [argument.name.value, argument.value]))
  const values = new Map<string, InputValue>()
  collect(definition.args, (argument) => {
    const literal = given.get(argument.name)
    const value = literal === undefined ? undefined : literalValue(literal, context.variables)
    const coerced = coerceArgument(argument, value)
    if (coerced !== undefined) values.set(argument.name, coerced)
  })
  const target = getNamedType(definition.type)
  if (isLeafType(target)) return { ...base, arguments: values, selections: [] }
  if (node.selectionSet === undefined || !isFielded(target)) return undefined
  const expanded = expand(context, target, node.selectionSet, objectTypes(context.schema, target), depth + 1)
  if (isInterfaceType(target)) return { ...base, arguments: values, selections: [], implementers: expanded }
  return { ...base, arguments: values, selections: expanded.get(target.name) ?? [] }
}

function isSkipped(context: Context, directives: readonly DirectiveNode[] | undefined): boolean {
  return (directives ?? []).some((directive) => {
    const name = directive.name.value
    if (name !== 'skip' && name !== 'include') return false
    const condition = directive.arguments?.find((argument) => argument.name.value === 'if')?.value
    const holds = condition === undefined || literalValue(condition, context.variables) === true
    return name === 'skip' ? holds : !holds
  })
}
