import type { Target } from '../../../engine/query/targets.ts'
import type { Request } from './pair.ts'
import type { Random } from './random.ts'

/** Arguments of a collection that graph-node refuses, or takes in a way of its own. */
export function brokenArguments(random: Random, entity: Target): string[] {
  const name = random.pick(entity.fields).name
  return [
    random.pick([
      'first: 0',
      'first: 1000',
      'first: 1001',
      'first: -1',
      'first: "1"',
      'first: null',
      'first: 1.5',
      'first: 99999999999',
      'skip: -1',
      'skip: null',
      'skip: 100000000000',
      'orderBy: nothing',
      `orderBy: "${name}"`,
      'orderBy: null',
      'orderDirection: up',
      'orderDirection: null',
      'where: null',
      'where: {}',
      'where: []',
      'where: "x"',
      'where: { nothing: 1 }',
      `where: { ${name}: { a: 1 } }`,
      `where: { ${name}: 1.5 }`,
      `where: { ${name}: true }`,
      `where: { ${name}: "zz" }`,
      `where: { ${name}: "0x1" }`,
      `where: { ${name}: "-" }`,
      `where: { ${name}: "" }`,
      `where: { ${name}: [null] }`,
      `where: { ${name}_gt: null }`,
      `where: { ${name}_in: null }`,
      `where: { ${name}_in: "x" }`,
      `where: { ${name}_: { nothing: 1 } }`,
      `where: { ${name}_: null }`,
      'where: { _change_block: {} }',
      'where: { _change_block: null }',
      'where: { _change_block: { number_gte: -1 } }',
      'where: { or: null }',
      'where: { and: [null] }',
      'where: { or: [{}] }',
      'where: $undeclared',
      'first: $undeclared',
      'unknownArgument: 1',
    ]),
  ]
}

/** The same request with a fault of the text or around it. */
export function breakRequest(random: Random, request: Request): Request {
  const { query } = request
  const broken = random.pick<(text: string) => string>([
    (text) => text.slice(0, random.int(0, text.length - 1)),
    (text) => text.replace('}', '} }'),
    (text) => text.replace('id', 'nothing'),
    (text) => text.replace(/(?<=[{ ])id /, 'id { x } '),
    (text) => text.replace('{ ', '{ nothing '),
    (text) => text.replace('{ ', '{ ...Missing '),
    (text) => `${text} fragment Unused on Nothing { id }`,
    (text) => text.replace('{ ', '{ ... on Nothing { id } '),
    (text) => `${text} fragment Loop on Query { ...Loop }`.replace('{ ', '{ ...Loop '),
    (text) => `mutation ${text.slice(text.indexOf('{'))}`,
    (text) => `subscription ${text.slice(text.indexOf('{'))}`,
    (text) => `${text} query Other { _meta { deployment } }`,
    (text) => text.replace('{ ', '{ _logs { id } '),
    (text) => text.replace('{ ', '{ _meta(block: { number: 3 }) { block { number hash timestamp } } '),
    (text) => text.replace('{ ', '{ _meta { block } '),
    (text) => text.replace(/\(.*?\)/, '()'),
    (text) => text.replace(/"/g, "'"),
    (text) => text.replace(/\$v0: \w+!?/, '$v0: Nothing'),
    () => '',
    () => '{ }',
    () => 'query Q { __typename }',
  ])(query)
  if (random.chance(0.1)) return { ...request, operationName: random.pick(['Q', 'Nothing', '']) }
  if (random.chance(0.1)) return { query: request.query }
  return { ...request, query: broken }
}
