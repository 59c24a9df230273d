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
    ['an interface', 'interface I { id: ID! }', /:1: interface I: interfaces are not supported/],
    ['an implementation', 'type A implements I @entity { id: ID! }', /interfaces are not supported/],
    ['fulltext search', 'type _Schema_ @fulltext(name: "x")', /fulltext search is not supported/],
    [
      'skipped duplicates',
      'type A @entity(immutable: true, skipDuplicates: true) { id: ID! }',
      /skipped duplicates are not/,
    ],
    ['a timeseries', 'type A @entity(timeseries: true) { id: Int8! }', /timeseries are not supported/],
    ['an aggregation', 'type A @aggregation(intervals: ["hour"], source: "B") { id: Int8! }', /aggregations are not/],
    ['a union', 'type A @entity { id: ID! } union U = A', /unions are not supported/],
    ['no id', '\ntype A @entity { name: String }', /:2: type A needs a field `id`/],
    ['a nullable id', 'type A @entity { id: ID }', /needs a field `id`/],
    ['no @entity', 'type A { id: ID! }', /type A needs @entity/],
    ['an unknown type', 'type A @entity { id: ID! b: B }', /A\.b: unknown type B/],
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
