import type { Behaviour } from '../../support/behaviour.ts'
import { decimal, get, list, script, set } from '../../support/script.ts'

/** Decimals of 34 digits, tiny, huge and negative. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [
      [
        set('Amount', 'zero', { value: decimal('-0.000') }),
        set('Amount', 'digits', { value: decimal('0.1234567890123456789012345678901234567890') }),
        set('Amount', 'minus', { value: decimal('-1234567890123456789012345678901234567890.5') }),
        set('Amount', 'tiny', { value: decimal('1e-100') }),
        set('Amount', 'huge', {
          value: decimal('9.99e200'),
          many: list(decimal('1.10'), decimal('1.1'), decimal('-2e3')),
        }),
        set('Amount', 'one', { value: decimal('1.000000'), many: list() }),
        set('Amount', 'tenth', { value: decimal('.1') }),
        get('Amount', 'digits', 'digits'),
        get('Amount', 'huge', 'huge'),
      ],
    ],
  },
  {
    queries: [
      `{ amounts { id value many } }`,
      `{ amounts(orderBy: value) { id } }`,
      `{ amounts(orderBy: value, orderDirection: desc, first: 2) { id } }`,
      `{ amounts(where: { value: 1 }) { id } }`,
      `{ amounts(where: { value: 0.1 }) { id } }`,
      `{ amounts(where: { value: "0.10" }) { id } }`,
      `{ amounts(where: { value_lt: "-1" }) { id } }`,
      `{ amounts(where: { value_gt: "1e199" }) { id } }`,
      `{ amounts(where: { value_in: ["0", 1.0] }) { id } }`,
      `{ amounts(where: { many_contains: ["1.1"] }) { id } }`,
      `{ amounts(where: { value: "ten" }) { id } }`,
      `{ amounts(where: { value_gte: "1e-101", value_lte: "1.0" }) { id value } }`,
      `{ showns { id text } }`,
    ],
  },
)
