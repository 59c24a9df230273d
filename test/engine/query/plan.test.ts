import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildSchema, parse } from 'graphql'
import { planQuery, rootTargets } from '../../../engine/query/plan-query.ts'
import { findOperation } from '../../../engine/query/request.ts'
import { apiSdl } from '../../../engine/query/sdl.ts'
import { expandSelections } from '../../../engine/query/selection.ts'
import { MUSIC } from '../store/support.ts'

const API = buildSchema(apiSdl(MUSIC))

function plan(query: string) {
  const document = parse(query)
  const selections = expandSelections(API, document, findOperation(document, undefined).selectionSet, new Map())
  return planQuery(MUSIC, rootTargets(MUSIC), selections)
}

describe('planQuery', () => {
  it('puts defaults, filters and values in the form of their columns into plain data', () => {
    const [group] = plan('{ artists(where: { fans_gt: 42, key: "0xAB" }) { id } }')
    const id = MUSIC.entities.get('Artist')?.fields[0]
    assert.deepEqual(group, {
      block: { at: 'latest' },
      onIndexingError: 'deny',
      fields: [
        {
          kind: 'entities',
          key: 'artists',
          plan: {
            entity: 'Artist',
            link: { kind: 'root' },
            multiplicity: 'many',
            order: { by: 'id', direction: 'asc' },
            first: 100,
            skip: 0,
            filter: {
              kind: 'and',
              filters: [
                { kind: 'compare', field: 'fans', operator: '>', value: 'p1242' },
                { kind: 'compare', field: 'key', operator: '=', value: '0xab' },
              ],
            },
            outputs: [{ kind: 'field', key: 'id', field: id }],
          },
        },
      ],
    })
  })

  it('makes a group of root fields in a row that read the same block', () => {
    const groups = plan(`{
      a: artists(block: { number: 1 }) { id } b: bands(block: { number: 1 }, subgraphError: allow) { id }
      c: artists { id } d: artists(block: { number: 1 }) { id }
    }`)
    assert.deepEqual(
      groups.map((group) => [group.block.at, group.fields.map((field) => field.key)]),
      [
        ['number', ['a', 'b']],
        ['latest', ['c']],
        ['number', ['d']],
      ],
    )
    assert.equal(groups[0]?.onIndexingError, 'deny')
  })

  it('keeps what cannot be planned as failed fields, at the root and below', () => {
    const [group] = plan('{ a: artists(first: 0) { id } b: bands { members(skip: -1) { id } } }')
    const [a, b] = group?.fields ?? []
    const first = 'The `first` argument must be between 0 and 1000, but is 0'
    assert.deepEqual(a, { kind: 'failed', key: 'a', errors: [{ message: first }], isLate: false })
    const skip = 'The `skip` argument must be between 0 and 4294967295, but is -1'
    const outputs = b?.kind === 'entities' ? b.plan.outputs : []
    assert.deepEqual(outputs, [{ kind: 'failed', key: 'members', errors: [{ message: skip }], isLate: false }])
  })
})
