import type { Behaviour } from '../../support/behaviour.ts'
import { int, script, set } from '../../support/script.ts'

/** A type that the schema lacks stops the subgraph. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [[set('Thing', 'before', { n: int(1) })]],
    2: [[set('Thing', 'lost', { n: int(2) })], [set('Nope', 'a', { n: int(1) })]],
  },
  {
    queries: [],
    failure: { block: 2, says: 'unknown name Nope when looking up entity type' },
  },
)
