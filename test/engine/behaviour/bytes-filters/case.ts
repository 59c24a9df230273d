import type { Behaviour } from '../../support/behaviour.ts'
import { bytes, script, set } from '../../support/script.ts'

/** Bytes as ids and values, in any case, with and without `0x`. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [
      [
        ...['0x', '0x00', '0x0a', '0x0a0b', '0xff', '0xdeadbeef'].map((data, i) =>
          set('Blob', `0x${i}a`, { data: bytes(data) }),
        ),
        set('Blob', '0xFF', {}),
      ],
    ],
  },
  {
    queries: [
      `{ blobs { id data } }`,
      `{ blob(id: "0xFF") { id } }`,
      `{ blob(id: "ff") { id } }`,
      `{ blob(id: "0xf") { id } }`,
      `{ blob(id: "zz") { id } }`,
      `{ blobs(where: { data: "0x0A" }) { id } }`,
      `{ blobs(where: { data_not: "0x" }) { id } }`,
      `{ blobs(where: { data_gt: "0x0a" }) { id } }`,
      `{ blobs(where: { data_in: ["0x00", "ff"] }) { id } }`,
      `{ blobs(where: { data_contains: "0x0b" }) { id } }`,
      `{ blobs(where: { data_not_contains: "ad" }) { id } }`,
      `{ blobs(where: { data_contains: "" }) { id } }`,
      `{ blobs(where: { data: null }) { id } }`,
      `{ blobs(orderBy: data) { id data } }`,
      `{ blobs(where: { id_gt: "0x3a" }) { id } }`,
      `{ blobs(where: { data: "0x0" }) { id } }`,
      `{ blobs(where: { data: 5 }) { id } }`,
    ],
  },
)
