import type { Behaviour } from '../../support/behaviour.ts'
import { int, script, set } from '../../support/script.ts'

/** An interface has no entities of its own. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [[set('Thing', 'before', { n: int(1) })]],
    2: [[set('Thing', 'lost', { n: int(2) })], [set('Named', 'a', { n: int(1) })]],
  },
  {
    queries: [
      `{ things(block: { number: 1 }) { id n } }`,
      `{ things { id } }`,
      `{ things(subgraphError: allow) { id } }`,
      `{ _meta { hasIndexingErrors } }`,
    ],
    failure: { block: 2, says: 'Cannot set entity of type `Named`. The type must be an @entity type' },
  },
)
