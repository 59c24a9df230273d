import type { Ref } from '../source/rows.ts'
import type { Kind, Loaded, Node } from '../source/snapshot.ts'

/** Resolvers for fields that are the row's fields of the same name. */
export function fromRow<Row>() {
  return <K extends keyof Row & string>(...names: readonly K[]): { [N in K]: (node: Node<Row>) => Row[N] } =>
    Object.fromEntries(names.map((name) => [name, ({ row }: Node<Row>) => row[name]])) as {
      [N in K]: (node: Node<Row>) => Row[N]
    }
}

/** A node of what a row refers to, or null where it refers to nothing. Nothing is loaded for the id alone. */
export async function follow<K extends Kind, Row>(
  { at }: Node<Row>,
  kind: K,
  ref: Ref | null,
): Promise<Node<Loaded[K]> | null> {
  return ref && { row: await at.get(kind, ref.id), at }
}
