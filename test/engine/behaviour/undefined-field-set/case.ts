import type { Behaviour } from '../../support/behaviour.ts'
import { int, script, set } from '../../support/script.ts'

/** A field that the schema lacks stops the subgraph. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [[set('Thing', 'before', { n: int(1) })]],
    2: [[set('Thing', 'lost', { n: int(2) })], [set('Thing', 'a', { n: int(1), nope: int(2), other: int(3) })]],
  },
  {
    queries: [
      `{ things(block: { number: 1 }) { id n } }`,
      `{ things { id } }`,
      `{ things(subgraphError: allow) { id } }`,
      `{ _meta { hasIndexingErrors } }`,
    ],
    failure: { block: 2, says: 'Attempted to set undefined fields' },
  },
)
