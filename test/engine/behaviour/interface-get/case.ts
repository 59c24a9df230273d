import type { Behaviour } from '../../support/behaviour.ts'
import { get, int, script, set } from '../../support/script.ts'

/** An interface has no entities of its own. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [[set('Thing', 'before', { n: int(1) })]],
    2: [[set('Thing', 'lost', { n: int(2) })], [get('Named', 'a', 'x')]],
  },
  {
    queries: [],
    failure: { block: 2, says: 'Cannot get entity of type `Named`. The type must be an @entity type' },
  },
)
