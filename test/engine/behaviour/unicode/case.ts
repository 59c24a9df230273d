import type { Behaviour } from '../../support/behaviour.ts'
import { get, script, set, text } from '../../support/script.ts'

/** Texts in every script, compared byte by byte. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [
      [
        ...['a', 'Z', 'é', 'É', 'ß', '日本', '😀', '\uff21', 'e\u0301', ' ', 'ﬁ', '\u202eabc', 'İ', 'ı'].map((word) =>
          set('Word', word, { text: text(word) }),
        ),
        get('Word', '😀', 'face'),
        get('Word', 'e\u0301', 'accent'),
      ],
    ],
  },
  {
    queries: [
      `{ words { id text } }`,
      `{ words(orderBy: text, orderDirection: desc) { id } }`,
      `{ word(id: "😀") { text } }`,
      `{ word(id: "é") { text } }`,
      `{ words(where: { text_contains: "é" }) { id } }`,
      `{ words(where: { text_contains_nocase: "É" }) { id } }`,
      `{ words(where: { text_contains_nocase: "z" }) { id } }`,
      `{ words(where: { text_gt: "z" }) { id } }`,
      `{ words(where: { text_in: ["日本", "ß"] }) { id } }`,
      `{ words(where: { text_starts_with: "\\u65e5" }) { id } }`,
      `{ words(where: { text_ends_with: "本" }) { id } }`,
      `{ showns { id text } }`,
    ],
  },
)
