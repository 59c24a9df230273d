import type { Behaviour } from '../../support/behaviour.ts'
import { script, set, text } from '../../support/script.ts'

/** An immutable entity may change in its own block, not in a later one. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    2: [[set('Fact', 'x', { text: text('one') })], [set('Fact', 'x', { text: text('two') })]],
    4: [[set('Fact', 'x', { text: text('three') })]],
  },
  { queries: [], failure: { block: 4, says: 'immutable' } },
)
