import { type FragmentDefinitionNode, type GraphQLSchema, getNamedType, Kind, type SelectionSetNode } from 'graphql'
import { failure, QueryError, type ResponseError } from './errors.ts'
import { type Fielded, findField, isFielded } from './fielded.ts'
import { locationOf } from './location.ts'

/** The fragments of a query, and the schema of their types. */
export type Fragments = {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
}

/**
 * Refuses selections that cannot be expanded.
 * @throws QueryError
 */
export function checkSelections(context: Fragments, root: Fielded, set: SelectionSetNode): void {
  refuseCycles(context, set, [], new Set())
  const errors: ResponseError[] = []
  checkFields(context, root, set, errors, new Set())
  if (errors.length > 0) throw new QueryError(errors)
}

/** Each fragment is followed once: `done` holds those without a cycle. */
function refuseCycles(context: Fragments, set: SelectionSetNode, path: readonly string[], done: Set<string>): void {
  for (const node of set.selections) {
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      const name = node.name.value
      if (path.includes(name)) throw failure(`query has fragment cycle including \`${name}\``)
      const fragment = context.fragments.get(name)
      if (fragment === undefined || done.has(name)) continue
      refuseCycles(context, fragment.selectionSet, [...path, name], done)
      done.add(name)
    } else if (node.selectionSet !== undefined) refuseCycles(context, node.selectionSet, path, done)
  }
}

/** Finds all fields that do not exist, and fragments that do not, before anything runs. */
function checkFields(
  context: Fragments,
  type: Fielded,
  set: SelectionSetNode,
  errors: ResponseError[],
  checked: Set<FragmentDefinitionNode>,
): void {
  for (const node of set.selections) {
    if (node.kind === Kind.FIELD) {
      const field = findField(type, node.name.value)
      if (field === undefined) {
        const message = `Type \`${type.name}\` has no field \`${node.name.value}\``
        errors.push({ locations: [locationOf(node)], message })
        continue
      }
      const target = getNamedType(field.type)
      if (isFielded(target) && node.selectionSet !== undefined)
        checkFields(context, target, node.selectionSet, errors, checked)
      continue
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? context.fragments.get(node.name.value) : node
    if (fragment === undefined) {
      if (node.kind === Kind.FRAGMENT_SPREAD) errors.push({ message: `fragment \`${node.name.value}\` is not defined` })
      continue
    }
    if (fragment.kind === Kind.FRAGMENT_DEFINITION) {
      if (checked.has(fragment)) continue
      checked.add(fragment)
    }
    const condition = fragment.typeCondition?.name.value ?? type.name
    const conditionType = context.schema.getType(condition)
    if (isFielded(conditionType)) checkFields(context, conditionType, fragment.selectionSet, errors, checked)
    else errors.push({ message: `Failed to resolve named type \`${condition}\`` })
  }
}
