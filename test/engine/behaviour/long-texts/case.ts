import type { Behaviour } from '../../support/behaviour.ts'
import { bytes, script, set, text } from '../../support/script.ts'

/** Texts and bytes far longer than an index takes. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [
      [
        set('Page', 'long', { text: text('ab'.repeat(20_000)), blob: bytes(`0x${'cd'.repeat(5_000)}`) }),
        set('Page', 'longer', { text: text(`${'ab'.repeat(20_000)}c`) }),
        set('Page', 'x'.repeat(2_000), { text: text('the id is long') }),
        set('Page', 'short', { text: text('ab'), blob: bytes('0xcd') }),
      ],
    ],
  },
  {
    queries: [
      `{ pages { id text blob } }`,
      `{ pages(orderBy: text, orderDirection: desc) { id } }`,
      `{ pages(where: { text_starts_with: "abab" }) { id } }`,
      `{ pages(where: { text_ends_with: "c" }) { id } }`,
      `{ pages(where: { text_contains: "bac" }) { id } }`,
      `{ pages(where: { blob_contains: "0xcdcd" }) { id } }`,
      `{ pages(where: { text_gt: "ab" }) { id } }`,
      `{ pages(where: { text: "ab" }) { id } }`,
      `{ pages(where: { text_not: "ab" }) { id } }`,
    ],
  },
)
