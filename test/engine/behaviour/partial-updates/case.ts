import type { Behaviour } from '../../support/behaviour.ts'
import { bool, get, int, list, nothing, script, set, text } from '../../support/script.ts'

/** A set merges into what is there; null takes a field away. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [
      [
        set('Thing', 'x', { a: int(1), b: text('b'), c: list(int(1)), d: bool(true) }),
        set('Thing', 'x', { a: int(2) }),
        get('Thing', 'x', '1'),
      ],
    ],
    2: [
      [set('Thing', 'x', { b: nothing }), get('Thing', 'x', '2')],
      [set('Thing', 'x', { a: nothing, d: bool(false) }), get('Thing', 'x', '3')],
    ],
    3: [[set('Thing', 'x', { a: int(7) }), set('Thing', 'x', { a: nothing }), get('Thing', 'x', '4')]],
    4: [[set('Thing', 'y', { d: bool(true) }), get('Thing', 'y', '5')]],
    5: [[set('Thing', 'y', {}), get('Thing', 'y', '6')]],
  },
  {
    queries: [
      `{ things(block: { number: 1 }) { id a b c d } }`,
      `{ things(block: { number: 2 }) { id a b c d } }`,
      `{ things(block: { number: 3 }) { id a b c d } }`,
      `{ things(block: { number: 4 }) { id a b c d } }`,
      `{ showns { id text } }`,
      `{ things(where: { _change_block: { number_gte: 5 } }) { id } }`,
    ],
  },
)
