import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnnotatorRow } from '../../../dashboard/src/api/types.ts'
import { toCsv } from '../../../dashboard/src/lib/csv.ts'
import { earnedUnits, leaderboardColumns, rank } from '../../../dashboard/src/lib/leaderboard.ts'

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

test('the rank is the place in the list, and unknown where a filter by address hides who is before', () => {
  const rows = [row({ address: '0xaa' }), row({ address: '0xbb' })]
  const ranks = (address: string) => rank(rows, { address }).map((each) => each.rank)
  assert.deepEqual(ranks(''), [1, 2])
  assert.deepEqual(ranks('0x'), [null, null])
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
  const [, line] = toCsv(leaderboardColumns, rank([rich], { address: '' })).split('\r\n')
  assert.equal(line, '1,0xaa,0.5,0.9,4,3,4,0.75,1,0,1.500000000000000001,2026-03-01T00:00:00.000Z')
})
