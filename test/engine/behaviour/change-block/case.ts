import type { Behaviour } from '../../support/behaviour.ts'
import { int, remove, script, set } from '../../support/script.ts'

/** What changed since a block: versions that started then. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [[set('Changed', 'a', { n: int(1) }), set('Changed', 'b', { n: int(1) }), set('Fixed', 'x', {})]],
    3: [[set('Changed', 'b', { n: int(2) }), set('Fixed', 'y', {})]],
    5: [[set('Changed', 'a', { n: int(1) }), set('Changed', 'c', { n: int(1) })]],
    6: [[remove('Changed', 'c')]],
  },
  {
    queries: [
      `{ changeds(where: { _change_block: { number_gte: 1 } }) { id n } }`,
      `{ changeds(where: { _change_block: { number_gte: 2 } }) { id n } }`,
      `{ changeds(where: { _change_block: { number_gte: 4 } }) { id n } }`,
      `{ changeds(where: { _change_block: { number_gte: 4 } }, block: { number: 5 }) { id n } }`,
      `{ changeds(where: { _change_block: { number_gte: 2 } }, block: { number: 2 }) { id n } }`,
      `{ fixeds(where: { _change_block: { number_gte: 2 } }) { id } }`,
      `{ fixeds(where: { _change_block: { number_gte: 1 } }, block: { number: 1 }) { id } }`,
      `{ changeds(where: { _change_block: {} }) { id } }`,
      `{ changeds(where: { _change_block: { number: 1 } }) { id } }`,
      `{ changeds(where: { _change_block: { number_gte: null } }) { id } }`,
    ],
  },
)
