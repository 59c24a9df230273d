/** The compiler's syntax tree, as far as it is walked here. Offsets are bytes of UTF-8. */

export type Node = {
  readonly nodeType: string
  /** `start:length:file`. */
  readonly src: string
  readonly [key: string]: unknown
}

export type Range = { readonly start: number; readonly end: number }

export function rangeOf(node: Node): Range {
  const [start = 0, length = 0] = node.src.split(':').map(Number)
  return { start, end: start + length }
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).nodeType === 'string'
}

/** The node of a field, where there is one. */
export function childOf(node: Node, field: string): Node | undefined {
  const value = node[field]
  return isNode(value) ? value : undefined
}

/** The nodes of a field: of a list, or one alone. */
export function childrenOf(node: Node, field: string): Node[] {
  const value = node[field]
  if (Array.isArray(value)) return value.filter(isNode)
  return isNode(value) ? [value] : []
}

/** Calls `visit` for the node and all below it, parents first and in the order of the source; `false` leaves out what is below. */
export function walk(
  node: Node,
  visit: (node: Node, parents: readonly Node[]) => boolean | undefined,
  parents: readonly Node[] = [],
): void {
  if (visit(node, parents) === false) return
  const below = Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter(isNode)
    .sort((a, b) => rangeOf(a).start - rangeOf(b).start)
  const path = [node, ...parents]
  for (const child of below) walk(child, visit, path)
}

/** Whether the compiler must know the value: nothing there can be computed at run time. */
export function isConstant(node: Node): boolean {
  return node.nodeType === 'VariableDeclaration' && (node.constant === true || node.stateVariable === true)
}
