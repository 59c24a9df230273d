import type { Behaviour } from '../../support/behaviour.ts'
import { script, set, text } from '../../support/script.ts'

/** Aliases, fragments, merged fields, directives and mistakes. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [
      [set('Item', 'a', { name: text('A'), next: text('b') }), set('Item', 'b', { name: text('B'), next: text('a') })],
    ],
  },
  {
    queries: [
      `{ x: items { y: id z: name } }`,
      `{ items { id ...F } } fragment F on Item { name next { id } }`,
      `{ items { ... on Item { id } ... { name } } }`,
      `{ items { next { id } next { name } } }`,
      `{ items { name @skip(if: true) id @include(if: false) __typename } }`,
      `query A { items { id } } query B { items { name } }`,
      `{ items { nope } }`,
      `{ nope { id } }`,
      `{ items }`,
      `{ items { id { x } } }`,
      `{ items { next } }`,
      `{ item { id } }`,
      `{ item(id: "a", nope: 1) { id } }`,
      `mutation { x }`,
      `subscription { items { id } }`,
      `{ items { ...G } }  fragment G on Nope { id }`,
      `{ __typename items { __typename } }`,
      `{ item(id: "a") { next { next { next { next { id } } } } } }`,
      `{ __schema { queryType { name } mutationType { name } } }`,
      `query Q($id: ID! = "b") { item(id: $id) { name } }`,
      `query Q($id: ID!) { item(id: $id) { name } }`,
      `{ __type(name: "Item") { description fields { name description } } }`,
      // Where a mistake is.
      `{ item(id: "😀") { nope } }`,
      `{\t\titems { nope } }`,
      `{ items {\r\n  nope } }`,
      `{\ritems { nope } }`,
      `\ufeff{ items { nope } }`,
      `# 😀\t😀\n{,, items { nope } }`,
      `{ item(id: """a\n\t😀""") { nope } }`,
      `{ items {\r nope\r } }`,
    ],
  },
)
