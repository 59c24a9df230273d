import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rootNames } from '../../../engine/query/names.ts'

describe('names of root fields', () => {
  const cases: [type: string, one: string, many: string][] = [
    ['Label', 'label', 'labels'],
    ['Batch', 'batch', 'batches'],
    ['Protocol', 'protocol', 'protocols'],
    ['Submission', 'submission', 'submissions'],
    ['Factory', 'factory', 'factories'],
    ['Day', 'day', 'days'],
    ['PairDayData', 'pairDayData', 'pairDayDatas'],
    ['Metadata', 'metadata', 'metadata_collection'],
    ['NFTOwner', 'nftowner', 'nftowners'],
    ['ERC20Transfer', 'erc20Transfer', 'erc20Transfers'],
    ['My_Type', 'myType', 'myTypes'],
    ['Status', 'status', 'statuses'],
    ['Person', 'person', 'persons'],
    ['Analysis', 'analysis', 'analyses'],
    ['Box', 'box', 'boxes'],
    ['Hero', 'hero', 'heros'],
    ['Index', 'index', 'indexes'],
  ]
  for (const [type, one, many] of cases)
    it(`of ${type} are ${one} and ${many}`, () => assert.deepEqual(rootNames(type), { one, many }))
})
