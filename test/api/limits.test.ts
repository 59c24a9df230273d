import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Kind, parse } from 'graphql'
import { measure } from '../../api/plugins/limits.ts'

function sizeOf(query: string) {
  const document = parse(query)
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  assert.ok(operation)
  return measure(document, operation.selectionSet)
}

test('depth is of the deepest field, size of all', () => {
  assert.deepEqual(sizeOf('{ a { b c { d } } e }'), { depth: 3, fields: 5 })
})

test('a fragment counts where it is spread, as often as it is', () => {
  const query = '{ a { ...F } b { ... on T { ...F } } } fragment F on T { x { y } }'
  assert.deepEqual(sizeOf(query), { depth: 3, fields: 6 })
})

test('fragments that double at every level are counted without being walked through', () => {
  const levels = Array.from({ length: 60 }, (_, i) => `fragment F${i} on T { a { ...F${i + 1} } b { ...F${i + 1} } }`)
  const { fields } = sizeOf(`{ ...F0 } ${levels.join(' ')} fragment F60 on T { x }`)
  assert.ok(fields > 2 ** 60)
})

test('introspection is free', () => {
  assert.deepEqual(sizeOf('{ __schema { types { fields { name } } } a { __typename } }'), { depth: 1, fields: 1 })
})
