import type { Behaviour } from '../../support/behaviour.ts'
import { int8, list, script, set } from '../../support/script.ts'

/** Integers of 64 bits, also as ids and in references. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [
      [
        set('Big', '-9223372036854775808', { value: int8(-(2n ** 63n)), many: list() }),
        set('Big', '9223372036854775807', {
          value: int8(2n ** 63n - 1n),
          other: int8(0),
          many: list(int8(2n ** 53n + 1n), int8(-1)),
        }),
        set('Big', '0', { value: int8(2n ** 53n + 1n), other: int8(-1), many: list(int8(1)) }),
        set('Big', '10', { value: int8(9), many: list(int8(1), int8(1)) }),
        set('Big', '9', { value: int8(10), many: list() }),
        set('Holder', 'h', { big: int8(9), bigs: list(int8(10), int8(9), int8(2n ** 63n - 1n)) }),
      ],
    ],
  },
  {
    queries: [
      `{ bigs { id value other many } }`,
      `{ bigs(orderBy: value) { id value } }`,
      `{ bigs(orderBy: other, orderDirection: desc) { id other } }`,
      `{ bigs(where: { value_gt: "9007199254740992" }) { id } }`,
      `{ bigs(where: { value: 9 }) { id } }`,
      `{ bigs(where: { value_in: ["9", 10] }) { id } }`,
      `{ bigs(where: { many_contains: ["1"] }) { id } }`,
      `{ bigs(where: { many: ["9007199254740993", "-1"] }) { id } }`,
      `{ bigs(where: { id_gte: 9 }) { id } }`,
      `{ big(id: "9223372036854775807") { value } }`,
      `{ big(id: 9) { value } }`,
      `{ big(id: "nine") { value } }`,
      `{ big(id: "9223372036854775808") { value } }`,
      `{ holders { big { id value } bigs { id } } }`,
      `{ holders(where: { big: 9 }) { id } }`,
      `{ holders(where: { big_: { value: 10 } }) { id } }`,
      `{ bigs(where: { value: "x" }) { id } }`,
    ],
  },
)
