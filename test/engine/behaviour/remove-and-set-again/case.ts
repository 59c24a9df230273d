import type { Behaviour } from '../../support/behaviour.ts'
import { get, int, remove, script, set, text } from '../../support/script.ts'

/** An entity that is removed and set again starts anew. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [
      [
        set('Thing', 'a', { n: int(1), more: text('one') }),
        remove('Thing', 'a'),
        get('Thing', 'a', '1'),
        set('Thing', 'a', { n: int(2) }),
        get('Thing', 'a', '2'),
      ],
    ],
    2: [[remove('Thing', 'a')], [set('Thing', 'a', { n: int(3), more: text('three') })]],
    3: [[remove('Thing', 'a')]],
    4: [[remove('Thing', 'a'), remove('Thing', 'never')]],
    5: [[set('Thing', 'a', { n: int(5) }), get('Thing', 'a', '5')]],
    6: [[set('Thing', 'b', { n: int(6) }), remove('Thing', 'b')]],
  },
  {
    queries: [
      `{ things(block: { number: 1 }) { id n more } }`,
      `{ things(block: { number: 2 }) { id n more } }`,
      `{ things(block: { number: 3 }) { id n more } }`,
      `{ things(block: { number: 4 }) { id n more } }`,
      `{ things(block: { number: 5 }) { id n more } }`,
      `{ things(block: { number: 6 }) { id n more } }`,
      `{ things(block: { number: 7 }) { id n more } }`,
      `{ showns { id text } }`,
      `{ things(where: { _change_block: { number_gte: 5 } }) { id } }`,
    ],
  },
)
