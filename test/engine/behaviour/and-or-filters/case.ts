import type { Behaviour } from '../../support/behaviour.ts'
import { int, script, set, text } from '../../support/script.ts'

/** Conditions joined by `and` and `or`, in every depth. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [
      [
        set('Item', '1', { a: int(1), b: text('x') }),
        set('Item', '2', { a: int(2), b: text('y') }),
        set('Item', '3', { a: int(3) }),
        set('Item', '4', { a: int(4), b: text('xy') }),
      ],
    ],
  },
  {
    queries: [
      `{ items(where: { and: [{ a_gt: 1 }, { a_lt: 4 }] }) { id } }`,
      `{ items(where: { or: [{ a: 1 }, { a: 4 }] }) { id } }`,
      `{ items(where: { or: [{ a: 1, b: "x" }, { a: 2, b: "x" }] }) { id } }`,
      `{ items(where: { or: [] }) { id } }`,
      `{ items(where: { and: [] }) { id } }`,
      `{ items(where: { or: [{}] }) { id } }`,
      `{ items(where: { and: [{ or: [{ a: 1 }, { a: 2 }] }, { or: [{ b: "x" }, { b: null }] }] }) { id } }`,
      `{ items(where: { a_gt: 1, and: [{ b_not: null }] }) { id } }`,
      `{ items(where: { and: [{ a: 1 }], a: 2 }) { id } }`,
      `{ items(where: { a: 1, or: [{ a: 2 }] }) { id } }`,
      `{ items(where: { and: [{ a: 1 }], or: [{ a: 1 }] }) { id } }`,
      `{ items(where: { _change_block: { number_gte: 1 }, or: [{ a: 1 }] }) { id } }`,
      `{ items(where: { and: [{ and: [{ and: [{ a_lt: 3 }] }] }] }) { id } }`,
      `{ items(where: { a_in: [] }) { id } }`,
      `{ items(where: { a_not_in: [] }) { id } }`,
      `{ items(where: {}) { id } }`,
      `{ items(where: null) { id } }`,
      `{ items(where: { b_not: "x" }) { id } }`,
      `{ items(where: { b_gt: null }) { id } }`,
    ],
  },
)
