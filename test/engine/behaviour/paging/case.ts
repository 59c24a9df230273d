import type { Behaviour } from '../../support/behaviour.ts'
import { int, script, set } from '../../support/script.ts'

/** `first` and `skip`, ties in the order of ids, and what is refused. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  { 1: [Array.from({ length: 120 }, (_, i) => set('Item', String(1000 + i), { n: int(i % 7) }))] },
  {
    queries: [
      `{ items { id } }`,
      `{ items(first: 3) { id } }`,
      `{ items(first: 3, skip: 118) { id } }`,
      `{ items(first: 5, orderBy: n) { id n } }`,
      `{ items(first: 5, orderBy: n, orderDirection: desc) { id n } }`,
      `{ items(first: 5, skip: 30, orderBy: n, orderDirection: desc) { id n } }`,
      `{ items(orderDirection: desc, first: 2) { id } }`,
      `{ items(first: 1000) { id } }`,
      `{ items(first: 1001) { id } }`,
      `{ items(first: 0) { id } }`,
      `{ items(skip: -1) { id } }`,
      `{ items(skip: 5000) { id } }`,
      `{ items(first: null, skip: null) { id } }`,
      `{ items(first: "1") { id } }`,
      `{ items(first: 1.5) { id } }`,
      `{ items(orderBy: nope) { id } }`,
      `{ items(orderDirection: up) { id } }`,
    ],
  },
)
