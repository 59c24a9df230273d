import type { Behaviour } from '../../support/behaviour.ts'
import { int, script, set } from '../../support/script.ts'

/** Only Int8 and Bytes ids can be generated. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [[set('Thing', 'before', { n: int(1) })]],
    2: [[set('Thing', 'lost', { n: int(2) })], [set('Thing', 'auto', { n: int(1) })]],
  },
  {
    queries: [],
    failure: { block: 2, says: 'String does not support generating ids' },
  },
)
