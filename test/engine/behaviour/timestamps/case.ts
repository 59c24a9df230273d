import type { Behaviour } from '../../support/behaviour.ts'
import { get, list, script, set, timestamp } from '../../support/script.ts'

/** Timestamps are microseconds, given and compared as texts. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [
      [
        set('Moment', 'zero', { at: timestamp(0), all: list() }),
        set('Moment', 'now', {
          at: timestamp(1700000000123456n),
          maybe: timestamp(1),
          all: list(timestamp(5), timestamp(4)),
        }),
        set('Moment', 'before', { at: timestamp(-1_000_000), all: list(timestamp(1)) }),
        set('Moment', 'late', { at: timestamp(253402300799999999n), maybe: timestamp(1700000000000000n), all: list() }),
        get('Moment', 'now', 'now'),
      ],
    ],
  },
  {
    queries: [
      `{ moments { id at maybe all } }`,
      `{ moments(orderBy: at) { id at } }`,
      `{ moments(orderBy: maybe, orderDirection: desc) { id } }`,
      `{ moments(where: { at_gt: "0" }) { id } }`,
      `{ moments(where: { at: "1700000000123456" }) { id } }`,
      `{ moments(where: { at_in: ["0", "-1000000"] }) { id } }`,
      `{ moments(where: { at_not: "0", maybe_not: null }) { id } }`,
      `{ moments(where: { all_contains: ["5"] }) { id } }`,
      `{ moments(where: { at: "yesterday" }) { id } }`,
      `{ moments(where: { at: 0 }) { id } }`,
      `{ showns { text } }`,
    ],
  },
)
