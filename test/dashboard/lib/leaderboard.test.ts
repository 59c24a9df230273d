import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnnotatorRow } from '../../../dashboard/src/api/types.ts'
import { toCsv } from '../../../dashboard/src/lib/csv.ts'
import { byAgreement, earnedUnits, leaderboardColumns, matches, rank } from '../../../dashboard/src/lib/leaderboard.ts'

function row(changes: Partial<AnnotatorRow>): AnnotatorRow {
  return {
    address: '0xaa',
    score: 0.5,
    scoreUpper: 0.9,
    agreement: 0.75,
    labels: 4,
    agreed: 3,
    compared: 4,
    submissions: 1,
    missed: 0,
    earnings: [],
    lastSeen: { block: 1, time: '2026-03-01T00:00:00.000Z' },
    ...changes,
  }
}

test('a filter keeps the rank that a row has among all', () => {
  const ranked = rank([row({ address: '0xaa' }), row({ address: '0xbb' })])
  const found = ranked.filter((each) => matches(each, { address: 'bb', minLabels: 0 }))
  assert.deepEqual(
    found.map((each) => each.rank),
    [2],
  )
})

test('the minimum of labels is inclusive', () => {
  assert.equal(matches(row({ labels: 4 }), { address: '', minLabels: 4 }), true)
  assert.equal(matches(row({ labels: 4 }), { address: '', minLabels: 5 }), false)
})

test('by agreement, more comparisons decide between equals, and who was never compared comes last', () => {
  const rows = [
    row({ address: '0x1', agreement: null, compared: 0 }),
    row({ address: '0x2', agreement: 1, compared: 2 }),
    row({ address: '0x3', agreement: 0.5 }),
    row({ address: '0x4', agreement: 1, compared: 9 }),
    row({ address: '0x5', agreement: 0, compared: 3 }),
  ]
  assert.deepEqual(
    rows.sort(byAgreement).map((each) => each.address),
    ['0x4', '0x2', '0x3', '0x5', '0x1'],
  )
})

test('what was earned counts every token, and is exact in a file', () => {
  const earning = { token: '0x1', paid: '0', claimable: '0' }
  const rich = row({
    earnings: [
      { ...earning, accrued: '1500000000000000000' },
      { ...earning, token: '0x2', accrued: '1' },
    ],
  })
  assert.equal(earnedUnits(rich), '1500000000000000001')
  const [, line] = toCsv(leaderboardColumns, rank([rich])).split('\r\n')
  assert.equal(line, '1,0xaa,0.5,0.9,4,3,4,0.75,1,0,1.500000000000000001,2026-03-01T00:00:00.000Z')
})
