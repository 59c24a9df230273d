import type { Behaviour } from '../../support/behaviour.ts'
import { int, script, set, text } from '../../support/script.ts'

/** The id in the data must be the id that is set. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [[set('Thing', 'before', { n: int(1) })]],
    2: [[set('Thing', 'lost', { n: int(2) })], [set('Thing', 'a', { n: int(1), id: text('b') })]],
  },
  {
    queries: [],
    failure: { block: 2, says: "Value of Thing attribute 'id' conflicts with ID passed to `store.set()`" },
  },
)
