import type { Behaviour } from '../../support/behaviour.ts'
import { bigInt, bytes, int, list, script, set, text } from '../../support/script.ts'

/** Filters on what a field leads to: by reference, by a list, and backwards. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [
      [
        set('Author', '0x01', {
          name: text('Ann'),
          age: int(30),
          favourite: text('b3'),
          read: list(text('b1'), text('b3')),
        }),
        set('Author', '0x02', { name: text('Bob'), read: list() }),
        set('Author', '0x03', { name: text('Cid'), age: int(50), favourite: text('none'), read: list(text('b1')) }),
        set('Book', 'b1', { title: text('One'), pages: bigInt(100), author: bytes('0x01') }),
        set('Book', 'b2', { title: text('Two'), pages: bigInt(200), author: bytes('0x01') }),
        set('Book', 'b3', { title: text('Three'), pages: bigInt(300), author: bytes('0x02') }),
      ],
    ],
  },
  {
    queries: [
      `{ authors(where: { books_: { pages_gt: 150 } }) { id name } }`,
      `{ authors(where: { favourite_: { title: "Three" } }) { id } }`,
      `{ authors(where: { favourite_: { title_not: "x" } }) { id } }`,
      `{ authors(where: { read_: { title_starts_with: "O" } }) { id } }`,
      `{ books(where: { author_: { name_in: ["Ann", "Cid"] } }) { id } }`,
      `{ books(where: { readers_: { age_gt: 40 } }) { id } }`,
      `{ books(where: { author_: { name: "Ann" }, pages_lt: 150 }) { id } }`,
      `{ books(where: { author_: {} }) { id } }`,
      `{ books(where: { or: [{ author_: { name: "Bob" } }, { pages: 100 }] }) { id } }`,
      `{ authors(where: { books_: { or: [{ pages: 200 }, { pages: 300 }] } }) { id } }`,
      `{ authors { name books(where: { readers_: { name: "Ann" } }) { id } } }`,
      `{ authors(where: { favourite: null }) { id } }`,
      `{ authors(where: { favourite_not: null }) { id } }`,
      `{ books(where: { author: "0x01" }) { id } }`,
      `{ books(where: { author_contains: "01" }) { id } }`,
      `{ authors(where: { books_: null }) { id } }`,
      `{ authors(where: { read_contains: ["b1"] }) { id } }`,
      // A filter that cannot be is found where there is something to filter.
      `{ authors(where: { id: "0x02" }) { name read(where: { title_starts_with: null }) { id } } }`,
      `{ authors(where: { id: "0x01" }) { name read(where: { title_starts_with: null }) { id } } }`,
      `{ authors { name read(where: { title_starts_with: null }) { id } } }`,
      `{ authors(where: { id: "0x03" }) { name books(where: { title_starts_with: null }) { id } } }`,
      `{ authors(where: { id: "0x02" }) { name read(where: { title_in: null }) { id } } }`,
      `{ authors(where: { id: "0x02" }) { name read(first: 0) { id } } }`,
      `{ authors(where: { id: "0x02" }) { name read(where: { title_contains: null }) { id } } }`,
      `{ authors(where: { id: "0x02" }) { name lent(where: { title_contains: null }) { id } } }`,
      `{ authors(where: { id: "0x02" }) { name lent(where: { title_starts_with: null }) { id } } }`,
    ],
  },
)
