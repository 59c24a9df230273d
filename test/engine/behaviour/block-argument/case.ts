import type { Behaviour } from '../../support/behaviour.ts'
import { int, remove, script, set } from '../../support/script.ts'

/** Answers at an earlier block, and the errors where there is none. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    2: [[set('Value', 'a', { n: int(2) })]],
    4: [[set('Value', 'a', { n: int(4) }), set('Value', 'b', { n: int(4) })]],
    6: [[remove('Value', 'a')]],
    8: [[set('Value', 'a', { n: int(8) })]],
  },
  {
    queries: [
      `{ values(block: { number: 1 }) { id n } }`,
      `{ values(block: { number: 2 }) { id n } }`,
      `{ values(block: { number: 3 }) { id n } }`,
      `{ values(block: { number: 5 }) { id n } }`,
      `{ values(block: { number: 7 }) { id n } }`,
      `{ values(block: { number: 12 }) { id n } }`,
      `{ values(block: { number_gte: 3 }) { id n } }`,
      `{ a: values(block: { number: 2 }) { n } b: values(block: { number: 4 }) { n } }`,
      `{ value(id: "a", block: { number: 6 }) { n } }`,
      `{ values(block: {}) { id } }`,
      `{ values(block: { hash: "0x12" }) { id } }`,
      `{ values(block: { hash: "0x123" }) { id } }`,
      `{ values(block: { hash: "zz" }) { id } }`,
      `{ values(block: { hash: "" }) { id } }`,
      `{ values(block: { number: "1" }) { id } }`,
      `{ values(block: null) { id n } }`,
      `{ _meta(block: { number: 4 }) { block { number } hasIndexingErrors } }`,
      `{ values(block: { hash: "0x1212121212121212121212121212121212121212121212121212121212121212" }) { id } }`,
    ],
  },
)
