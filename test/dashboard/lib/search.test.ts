import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  annotatorFilterOf,
  labelFilterOf,
  readAnnotatorsState,
  readLabelsState,
  readPages,
  withSearch,
} from '../../../dashboard/src/lib/search.ts'

const search = (text: string) => new URLSearchParams(text)

describe('the query string', () => {
  test('keeps what a change does not name', () => {
    assert.equal(withSearch(search('sort=labels&pages=2'), { pages: null, min: 5 }), '?sort=labels&min=5')
  })

  test('loses what is set to nothing, and is empty without parameters', () => {
    assert.equal(withSearch(search('address=0xab'), { address: '' }), '')
  })

  test('that nobody could have meant reads as the default', () => {
    assert.deepEqual(readAnnotatorsState(search('sort=toString&min=-4')), { sort: 'score', address: '', minLabels: 0 })
    assert.equal(readAnnotatorsState(search('min=1e12')).minLabels, 2 ** 31 - 1)
    assert.equal(readPages(search('pages=-1')), 1)
    assert.equal(readPages(search('pages=1e9')), 100)
    assert.equal(readLabelsState(search('status=Stolen&class=x')).status, 'Verified')
    assert.equal(readLabelsState(search('class=x')).value, null)
  })

  test('holds an address in any case', () => {
    assert.equal(readAnnotatorsState(search('address=+0xAB')).address, '0xab')
  })
})

describe('the filter for the API', () => {
  test('of annotators names only what is set', () => {
    assert.deepEqual(annotatorFilterOf(readAnnotatorsState(search(''))), {})
    assert.deepEqual(annotatorFilterOf(readAnnotatorsState(search('address=0xAB&min=5.9&sort=labels'))), {
      address: '0xab',
      minLabels: 5,
    })
  })

  test('names no status for verified labels: the default of the API also means settled', () => {
    assert.deepEqual(labelFilterOf(readLabelsState(search(''))), {})
  })

  test('names every status for any', () => {
    assert.deepEqual(labelFilterOf(readLabelsState(search('status=any'))).status, [
      'Verified',
      'Overturned',
      'Disputed',
      'Pending',
      'NoConsensus',
      'Void',
    ])
  })

  test('carries dataset, batch, annotator and class 0', () => {
    const state = readLabelsState(search('dataset=0x1&batch=0x2&annotator=0xA&class=0&status=Pending'))
    assert.deepEqual(labelFilterOf(state), {
      dataset: '0x1',
      batch: '0x2',
      annotator: '0xa',
      status: ['Pending'],
      value: 0,
    })
  })
})
