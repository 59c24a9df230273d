import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'graphql'
import { planLoads } from '../../api/source/snapshot.ts'

test('loads of all kinds become one document, a variable for the ids of each', () => {
  const { document, variables } = planLoads([
    { kind: 'batch', id: '0x01' },
    { kind: 'event', id: '0x02' },
    { kind: 'batch', id: '0x03' },
    { kind: 'trail', id: '0x01' },
    { kind: 'trail', id: '0x03' },
  ])
  parse(document)
  assert.deepEqual(variables, { batch_0: ['0x01', '0x03'], event_0: ['0x02'], trail_0: '0x01', trail_1: '0x03' })
})

test('more ids than a collection may have are split', () => {
  const keys = Array.from({ length: 450 }, (_, i) => ({ kind: 'panel' as const, id: `0x${i}` }))
  const { variables } = planLoads(keys)
  assert.deepEqual(
    Object.values(variables).map(({ length }) => length),
    [200, 200, 50],
  )
})
