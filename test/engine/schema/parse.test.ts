import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseSchema } from '../../../engine/schema/index.ts'

const field = (source: string, name: string) => {
  const [entity] = parseSchema(source).entities.values()
  return entity?.fields.find((candidate) => candidate.name === name)
}

describe('parseSchema', () => {
  it('reads ids, mutability and descriptions', () => {
    const schema = parseSchema('"A token." type T @entity(immutable: true) { id: Bytes! } type U @entity { id: Int8! }')
    const [token, other] = schema.entities.values()
    assert.deepEqual(token, {
      name: 'T',
      immutable: true,
      idScalar: 'Bytes',
      description: 'A token.',
      fields: [{ name: 'id', kind: 'scalar', typeName: 'Bytes', scalar: 'Bytes', list: false, nonNull: true }],
    })
    assert.equal(other?.immutable, false)
    assert.equal(other?.idScalar, 'Int8')
  })

  it('reads lists, enums, references and derived fields', () => {
    const source = `
      type A @entity { id: ID! tags: [String!]! kind: Kind b: B! bs: [B!] cs: [C!]! @derivedFrom(field: "a") }
      type B @entity { id: Bytes! } type C @entity { id: ID! a: A! } enum Kind { x y }`
    assert.deepEqual(field(source, 'tags'), {
      name: 'tags',
      kind: 'scalar',
      typeName: 'String',
      scalar: 'String',
      list: true,
      nonNull: true,
    })
    assert.equal(field(source, 'kind')?.kind, 'enum')
    assert.equal(field(source, 'kind')?.scalar, 'String')
    assert.equal(field(source, 'b')?.kind, 'reference')
    assert.equal(field(source, 'b')?.scalar, 'Bytes')
    assert.equal(field(source, 'bs')?.nonNull, false)
    assert.equal(field(source, 'cs')?.derivedFrom, 'a')
    assert.deepEqual(parseSchema(source).enums.get('Kind'), ['x', 'y'])
  })

  const refused: [what: string, source: string, message: RegExp][] = [
    ['an unknown interface', 'type A implements I @entity { id: ID! }', /:1: Interface `I` not defined/],
    [
      'an entity that lacks fields of its interface',
      'interface I { id: ID! a: Int! b: [Int!] } type A implements I @entity { id: ID! a: Int }',
      /Entity type `A` does not satisfy interface `I` because it is missing the following fields: a: Int!, b: \[Int!\]/,
    ],
    [
      'an interface with ids of two types',
      'interface I { x: Int } type A implements I @entity { id: ID! x: Int } type B implements I @entity { id: Bytes! x: Int }',
      /Implementors of interface `I` use different id types `String, Bytes`\. They must all use the same type/,
    ],
    ...searchMistakes(),
    [
      'skipped duplicates of what can change',
      'type A @entity(immutable: false, skipDuplicates: true) { id: ID! }',
      /Entity type `A` has skipDuplicates: true but is not immutable/,
    ],
    [
      'a flag that is none',
      'type A @entity(immutable: 1) { id: ID! }',
      /The `immutable` argument of the @entity directive/,
    ],
    [
      'a timeseries that can change',
      'type A @entity(timeseries: true, immutable: false) { id: Int8! }',
      /marked as mutable/,
    ],
    [
      'a timeseries with texts as ids',
      'type A @entity(timeseries: true) { id: ID! }',
      /must have an `id` field of type `Int8`/,
    ],
    ['a timeseries without a time', 'type A @entity(timeseries: true) { id: Int8! }', /missing a `timestamp` field/],
    [
      'a timeseries with another time',
      'type A @entity(timeseries: true) { id: Int8! timestamp: Int8! }',
      /Type A has a `timestamp` field of type Int8, but it must be of type Timestamp/,
    ],
    ...aggregationMistakes(),
    ['a union', 'type A @entity { id: ID! } union U = A', /unions are not supported/],
    ['no id', '\ntype A @entity { name: String }', /:2: type A needs a field `id`/],
    ['a nullable id', 'type A @entity { id: ID }', /needs a field `id`/],
    ['no @entity', 'type A { id: ID! }', /@entity directive missing on the following types: `A`/],
    ['an unknown type', 'type A @entity { id: ID! b: B }', /Type `A`, field `b`: type `B` is not defined/],
    ['a list of lists', 'type A @entity { id: ID! b: [[Int!]!]! }', /lists of lists/],
    [
      'a derived field of nothing',
      'type A @entity { id: ID! b: [B!]! @derivedFrom(field: "x") } type B @entity { id: ID! }',
      /B has no field x/,
    ],
    [
      'a derived field that nothing refers back to',
      'type A @entity { id: ID! b: [B!]! @derivedFrom(field: "id") } type B @entity { id: ID! }',
      /must be a stored reference to A/,
    ],
    ['names that differ in case only', 'type A @entity { id: ID! b: Int B: Int }', /differ in case only/],
    ['a syntax error', 'type A @entity {\n  id ID!\n}', /:2: Syntax Error/],
  ]
  for (const [what, source, message] of refused)
    it(`refuses ${what}`, () => {
      assert.throws(() => parseSchema(source), { code: 'INVALID_SCHEMA', message })
    })
})

/** Each mistake in the aggregation of a timeseries. */
function aggregationMistakes(): [what: string, source: string, message: RegExp][] {
  const points = `type P @entity(timeseries: true) { id: Int8! timestamp: Timestamp! n: Int! d: BigDecimal! t: String! }
    type M @entity(timeseries: false) { id: Int8! }`
  const of = (fields: string, args = 'intervals: ["hour"], source: "P"') =>
    `${points} type S @aggregation(${args}) { id: Int8! timestamp: Timestamp! ${fields} }`
  const sum = 's: Int! @aggregate(fn: "sum", arg: "n")'
  return [
    [
      'an aggregation without a source',
      of(sum, 'intervals: ["hour"]'),
      /Aggregation S is missing the `source` argument/,
    ],
    ['an aggregation of nothing', of(sum, 'intervals: ["hour"], source: "X"'), /there is no timeseries of that name/],
    ['an aggregation of no timeseries', of(sum, 'intervals: ["hour"], source: "M"'), /that type is not a timeseries/],
    ['an aggregation without intervals', of(sum, 'source: "P"'), /is missing an `intervals` argument/],
    ['an aggregation of no intervals', of(sum, 'intervals: [], source: "P"'), /must be a non-empty list of strings/],
    [
      'an unknown interval',
      of(sum, 'intervals: ["week"], source: "P"'),
      /Aggregation S: the interval week is not supported/,
    ],
    ['an aggregation without aggregates', of('n: Int!'), /Aggregation S has no @aggregate fields/],
    ['an unknown dimension', of(`x: Int! ${sum}`), /uses P as the source, but that does not have a field x/],
    [
      'a dimension of another type',
      of(`n: Int8! ${sum}`),
      /Field n in aggregation S has type Int8 but its type in the source is Int/,
    ],
    [
      'no aggregate function',
      of('s: Int! @aggregate(arg: "n")'),
      /Field s in aggregation S is missing the `fn` argument/,
    ],
    [
      'an unknown aggregate function',
      of('s: Int! @aggregate(fn: "avg", arg: "n")'),
      /unknown aggregation function `avg`/,
    ],
    [
      'no argument',
      of('s: Int! @aggregate(fn: "max")'),
      /missing the `arg` argument since the function max requires it/,
    ],
    [
      'an unknown argument',
      of('s: Int! @aggregate(fn: "max", arg: "x")'),
      /has `arg` x but the source type does not have/,
    ],
    ['a wider argument', of('s: Int! @aggregate(fn: "max", arg: "n + d")'), /has `arg` n \+ d of type BigDecimal/],
    [
      'an argument that is no number',
      of('s: Int! @aggregate(fn: "max", arg: "t")'),
      /that is not a numeric field in P/,
    ],
    [
      'an aggregate that is no number',
      of('s: String! @aggregate(fn: "max", arg: "t")'),
      /aggregates must use a numeric type/,
    ],
    ['a division', of('s: BigDecimal! @aggregate(fn: "max", arg: "d / 2")'), /expression `d \/ 2` is not supported/],
  ]
}

/** Each mistake in a fulltext search, in graph-node's words. */
function searchMistakes(): [what: string, source: string, message: RegExp][] {
  const post = 'type Post @entity { id: ID! text: String! year: Int tags: [String!]! }'
  const of = (args: string) => `type _Schema_ @fulltext(${args}) ${post}`
  const fields = (inner: string) => `include: [{ entity: "Post", fields: [${inner}] }]`
  const include = fields('{ name: "text" }')
  const good = 'name: "find", language: en, algorithm: rank'
  return [
    [
      'a search with fields',
      `type _Schema_ { id: ID! } ${post}`,
      /_Schema_ type is only for @fulltext and must not have any fields/,
    ],
    ['another directive', `type _Schema_ @entity ${post}`, /The _Schema_ type only allows @fulltext directives/],
    ['a search without a name', of(`language: en, algorithm: rank, ${include}`), /Fulltext directive name undefined/],
    [
      'a search named as a root field',
      of(`name: "posts", language: en, algorithm: rank, ${include}`),
      /Fulltext directive name overlaps with an existing entity field or a top-level query field: posts/,
    ],
    [
      'two searches of one name',
      `type _Schema_ @fulltext(${good}, ${include}) @fulltext(${good}, ${include}) ${post}`,
      /Fulltext directive name overlaps with type: find/,
    ],
    ['a search without a language', of(`name: "find", algorithm: rank, ${include}`), /Fulltext language is undefined/],
    [
      'an unknown language',
      of(`name: "find", language: xx, algorithm: rank, ${include}`),
      /Fulltext language is invalid: xx/,
    ],
    [
      'a language that is not there yet',
      of(`name: "find", language: da, algorithm: rank, ${include}`),
      /@fulltext find: the language da is not supported by this engine yet, only simple and en/,
    ],
    ['a search without an algorithm', of(`name: "find", language: en, ${include}`), /Fulltext algorithm is undefined/],
    [
      'an unknown algorithm',
      of(`name: "find", language: en, algorithm: best, ${include}`),
      /Fulltext algorithm is invalid: best/,
    ],
    ['a search of nothing', of(good), /Fulltext directive requires an 'include' list/],
    [
      'a search of what is no object',
      of(`${good}, include: ["Post"]`),
      /Fulltext 'include' list must contain an object/,
    ],
    [
      'a search of no fields',
      of(`${good}, include: [{ entity: "Post" }]`),
      /Fulltext 'include' object must contain 'entity' \(String\) and 'fields' \(List\) attributes/,
    ],
    [
      'a search of an unknown type',
      of(`${good}, include: [{ entity: "Nope", fields: [{ name: "text" }] }]`),
      /Fulltext directive includes an entity not found on the subgraph schema/,
    ],
    ['a field without a name', of(`${good}, ${fields('{}')}`), /Fulltext include field must have a 'name' attribute/],
    ...['year', 'tags', 'nope'].map((name): [string, string, RegExp] => [
      `a search of the field ${name}`,
      of(`${good}, ${fields(`{ name: "${name}" }`)}`),
      new RegExp(`Fulltext entity field, ${name}, not found or not a string`),
    ]),
  ]
}
