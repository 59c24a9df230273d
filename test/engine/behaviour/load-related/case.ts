import type { Behaviour } from '../../support/behaviour.ts'
import { list, loadRelated, remove, script, set, text } from '../../support/script.ts'

/** Derived fields in mappings see the block that is run. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [
      [
        loadRelated('Owner', 'o1', 'pets', '1 nothing'),
        set('Pet', 'a', { owner: text('o1'), sitters: list(text('o2'), text('o1')) }),
        set('Pet', 'b', { owner: text('o2'), sitters: list() }),
        set('Medal', '7', { owner: text('o1') }),
        set('Medal', '10', { owner: text('o1') }),
        loadRelated('Owner', 'o1', 'pets', '2 in the same handler'),
      ],
      [loadRelated('Owner', 'o1', 'best', '4 of medals')],
    ],
    2: [
      [
        set('Pet', 'b', { owner: text('o1'), sitters: list() }),
        loadRelated('Owner', 'o1', 'pets', '5 moved here'),
        remove('Pet', 'a'),
        loadRelated('Owner', 'o1', 'pets', '6 removed'),
        loadRelated('Owner', 'o1', 'best', '8 stored'),
        set('Pet', 'a', { owner: text('o1'), sitters: list() }),
        loadRelated('Owner', 'o1', 'pets', '9 again'),
      ],
    ],
    3: [[loadRelated('Owner', 'o1', 'pets', 'A later'), loadRelated('Owner', 'o9', 'pets', 'B nobody')]],
  },
  { queries: [`{ showns { id text } }`, `{ pets { id sitters { id } } }`] },
)
