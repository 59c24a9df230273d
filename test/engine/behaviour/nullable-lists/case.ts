import type { Behaviour } from '../../support/behaviour.ts'
import { bool, bytes, get, int, list, nothing, script, set, text } from '../../support/script.ts'

/** Lists that are null, empty and full, and filters on them. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [
      [
        set('Lists', 'a', { numbers: list() }),
        set('Lists', 'b', {
          numbers: list(int(1), int(2)),
          texts: list(),
          flags: list(bool(true), bool(false)),
          blobs: list(bytes('0x'), bytes('0xab')),
          others: list(text('a'), text('b')),
        }),
        set('Lists', 'c', {
          numbers: list(int(2), int(1)),
          texts: list(text('x'), text(''), text('x')),
          others: list(),
        }),
        get('Lists', 'a', 'a'),
        get('Lists', 'b', 'b'),
        get('Lists', 'c', 'c'),
      ],
    ],
    2: [[set('Lists', 'c', { texts: nothing }), get('Lists', 'c', 'c2')]],
  },
  {
    queries: [
      `{ lists_collection { id texts numbers flags blobs others { id } } }`,
      `{ lists_collection(block: { number: 1 }) { id texts } }`,
      `{ lists_collection(where: { texts: null }) { id } }`,
      `{ lists_collection(where: { texts_not: null }) { id } }`,
      `{ lists_collection(where: { numbers: [1, 2] }) { id } }`,
      `{ lists_collection(where: { numbers_not: [1, 2] }) { id } }`,
      `{ lists_collection(where: { numbers_contains: [1] }) { id } }`,
      `{ lists_collection(where: { numbers_contains: [] }) { id } }`,
      `{ lists_collection(where: { numbers_not_contains: [2] }) { id } }`,
      `{ lists_collection(where: { blobs_contains: ["0xAB"] }) { id } }`,
      `{ lists_collection(where: { others_contains: ["a"] }) { id } }`,
      `{ lists_collection(where: { others_: { numbers: [] } }) { id } }`,
      `{ lists_collection(where: { flags: [true, false] }) { id } }`,
      `{ lists_collection(block: { number: 1 }, where: { texts_contains_nocase: ["X"] }) { id } }`,
      `{ lists_collection(where: { numbers: 1 }) { id } }`,
      `{ lists_collection(orderBy: numbers) { id } }`,
      `{ showns { id text } }`,
    ],
  },
)
