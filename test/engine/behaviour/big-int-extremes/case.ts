import type { Behaviour } from '../../support/behaviour.ts'
import { bigInt, get, list, script, set } from '../../support/script.ts'

/** Integers of any size. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [
      [
        set('Count', 'zero', { value: bigInt(0) }),
        set('Count', 'max', { value: bigInt(2n ** 256n - 1n), many: list(bigInt(-1), bigInt(10n ** 40n)) }),
        set('Count', 'min', { value: bigInt(-(2n ** 255n)) }),
        set('Count', 'nine', { value: bigInt(9) }),
        set('Count', 'ten', { value: bigInt(10), many: list() }),
        set('Count', 'vast', { value: bigInt(10n ** 300n) }),
        get('Count', 'min', 'min'),
        get('Count', 'max', 'max'),
      ],
    ],
  },
  {
    queries: [
      `{ counts { id value many } }`,
      `{ counts(orderBy: value) { id } }`,
      `{ counts(where: { value_gt: 9 }) { id } }`,
      `{ counts(where: { value_gt: "9" }) { id } }`,
      `{ counts(where: { value_lte: "-1" }) { id } }`,
      `{ counts(where: { value_in: ["0", 10] }) { id } }`,
      `{ counts(where: { many_contains: [-1] }) { id } }`,
      `{ counts(where: { many: [] }) { id } }`,
      `{ counts(where: { value: "0x10" }) { id } }`,
      `{ counts(where: { value: "" }) { id } }`,
      `{ counts(where: { value: "+10" }) { id } }`,
      `{ showns { id text } }`,
    ],
  },
)
