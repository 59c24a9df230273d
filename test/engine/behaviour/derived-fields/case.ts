import type { Behaviour } from '../../support/behaviour.ts'
import { int, list, script, set, text } from '../../support/script.ts'

/** Fields read backwards: of one, of many, through lists, ordered and cut per parent. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [
      [
        ...['u1', 'u2', 'u3'].map((id) => set('User', id, {})),
        set('Profile', 'p1', { user: text('u1') }),
        set('Profile', 'p2', { user: text('u2') }),
        set('Profile', 'p3', { user: text('u2') }),
        ...[1, 2, 3, 4, 5, 6].map((n) =>
          set('Post', `post${n}`, {
            author: text(n % 2 ? 'u1' : 'u2'),
            likes: list(text('u3'), text(n > 3 ? 'u1' : 'u2')),
            n: int(10 - n),
          }),
        ),
      ],
    ],
  },
  {
    queries: [
      `{ users { id posts { id } liked { id } } }`,
      `{ users(where: { id: "u1" }) { profile { id } } }`,
      `{ users { id profile { id } } }`,
      // What is below an ambiguous field has no errors of its own.
      `{ users { id profile { id user { profile { id } } } } }`,
      `{ users(where: { id: "u3" }) { profile { id } } }`,
      `{ users { id posts(first: 2, orderBy: n) { id n } } }`,
      `{ users { id posts(first: 1, skip: 1, orderDirection: desc, orderBy: id) { id } } }`,
      `{ users { id liked(where: { n_gt: 6 }) { id author { id posts(first: 1) { id } } } } }`,
      `{ posts(first: 2) { likes { id } author { posts(first: 1, orderBy: n, orderDirection: desc) { id likes(orderBy: id, orderDirection: desc) { id } } } } }`,
      `{ users { posts(first: 0) { id } } }`,
    ],
  },
)
