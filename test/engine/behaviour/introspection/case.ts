import type { Behaviour } from '../../support/behaviour.ts'
import { script, set, text } from '../../support/script.ts'

/** The API describes itself. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  { 1: [[set('Thing', '0x01', { name: text('x') })]] },
  {
    queries: [
      `{ __schema { types { name kind fields { name args { name defaultValue type { name kind ofType { name kind ofType { name kind ofType { name } } } } } type { name kind ofType { name kind ofType { name kind } } } isDeprecated } inputFields { name type { name kind ofType { name kind ofType { name } } } } enumValues { name } interfaces { name } possibleTypes { name } } directives { name locations args { name } } } }`,
      `{ __type(name: "Nope") { name } }`,
      `{ __type(name: "Thing_filter") { name inputFields { name description } } }`,
    ],
  },
)
