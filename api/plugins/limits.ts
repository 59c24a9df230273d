import type { ApolloServerPlugin } from '@apollo/server'
import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql'
import type { Context } from '../context.ts'
import { ApiError, ErrorCode } from '../errors.ts'

/** What one query may ask for; fragments count where they are spread. Introspection is not counted. */
export type QueryLimits = {
  /** Fields within fields. */
  readonly depth: number
  /** Fields in all. */
  readonly fields: number
}

/** Deep enough for an event behind a vote of a label of a page, with room to spare. */
export const QUERY_LIMITS: QueryLimits = { depth: 12, fields: 1000 }

/** Refuses a query before it runs. */
export function limitsPlugin(limits: QueryLimits): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation }) {
          if (operation) requireWithin(limits, measure(document, operation.selectionSet))
        },
      }
    },
  }
}

function requireWithin(limits: QueryLimits, size: QueryLimits): void {
  if (size.depth > limits.depth) {
    throw new ApiError(ErrorCode.QueryTooDeep, `The query is ${size.depth} fields deep; ${limits.depth} are allowed`)
  }
  if (size.fields > limits.fields) {
    throw new ApiError(ErrorCode.QueryTooLarge, `The query selects ${size.fields} fields; ${limits.fields} are allowed`)
  }
}

/**
 * Depth and fields of a selection. Each fragment is measured once, so that fragments within fragments cost no time; validation
 * has ruled out cycles.
 */
export function measure(document: DocumentNode, selection: SelectionSetNode): QueryLimits {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  const measured = new Map<string, QueryLimits>()

  function ofFragment(name: string): QueryLimits {
    const fragment = fragments.get(name)
    const size = measured.get(name) ?? (fragment ? ofSelection(fragment.selectionSet) : { depth: 0, fields: 0 })
    measured.set(name, size)
    return size
  }

  function ofSelection({ selections }: SelectionSetNode): QueryLimits {
    let depth = 0
    let fields = 0
    for (const node of selections) {
      let size: QueryLimits = { depth: 0, fields: 0 }
      if (node.kind === Kind.FRAGMENT_SPREAD) size = ofFragment(node.name.value)
      else if (node.kind === Kind.INLINE_FRAGMENT) size = ofSelection(node.selectionSet)
      else if (!node.name.value.startsWith('__')) {
        const inner = node.selectionSet ? ofSelection(node.selectionSet) : size
        size = { depth: inner.depth + 1, fields: inner.fields + 1 }
      }
      depth = Math.max(depth, size.depth)
      fields += size.fields
    }
    return { depth, fields }
  }

  return ofSelection(selection)
}
