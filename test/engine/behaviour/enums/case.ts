import type { Behaviour } from '../../support/behaviour.ts'
import { list, nothing, script, set, text } from '../../support/script.ts'

/** Enums hold one of their names, and are compared as names. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [
      [
        set('Thing', 'a', { colour: text('red'), many: list() }),
        set('Thing', 'b', {
          colour: text('BLUE'),
          second: text('Green'),
          many: list(text('red'), text('BLUE'), text('red')),
          maybe: list(text('Green')),
        }),
        set('Thing', 'c', { colour: text('Green'), second: text('red'), many: list(text('Green')), maybe: list() }),
      ],
    ],
    3: [[set('Thing', 'b', { second: nothing, many: list(text('Green'), text('red')) })]],
  },
  {
    queries: [
      `{ things { id colour second many maybe } }`,
      `{ things(block: { number: 2 }) { id colour second many maybe } }`,
      `{ things(where: { colour: red }) { id } }`,
      `{ things(where: { colour_not: red }) { id } }`,
      `{ things(where: { colour_in: [red, Green] }) { id } }`,
      `{ things(where: { second_not_in: [red] }) { id } }`,
      `{ things(where: { second: null }) { id } }`,
      `{ things(where: { many_contains: [red] }) { id } }`,
      `{ things(where: { many_not_contains: [red] }) { id } }`,
      `{ things(where: { many: [Green, red] }) { id } }`,
      `{ things(where: { colour: "red" }) { id } }`,
      `{ things(where: { colour: purple }) { id } }`,
      `{ things(where: { colour_gt: red }) { id } }`,
      `{ things(orderBy: colour) { id } }`,
      `{ __type(name: "Colour") { kind enumValues { name } } }`,
      `{ __type(name: "Thing_filter") { inputFields { name type { name kind ofType { name } } } } }`,
    ],
  },
)
