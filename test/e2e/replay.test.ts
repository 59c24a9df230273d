import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { findCrowd } from '../support/crowd.ts'

const root = join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'labelproof-replay-'))
after(() => rmSync(folder, { recursive: true, force: true }))

type Row = {
  item: string
  label: number
  class: string
  status: string
  votes: { for: number; of: number; perClass: number[] }
  tier: string
  gold: boolean
  project: string
  batch: string
  block: number
  transaction: string
}

type Summary = {
  judgements: { played: number; surplus: number; leftOut: number; duplicates: number }
  items: { labelled: number; verified: number; noConsensus: number; leftOut: number }
  accuracy: { correct: number; compared: number; share: number }
  quality: {
    gold?: { right: number; total: number; share: number }
    tiers: Record<string, number>
    slashes: { opened: number; executed: number; byReason: Record<string, number> }
    disputes: { opened: number; overturned: number }
  }
  labelsRoot: string
  tokens: { funded: string; paid: string; fees: string; refunded: string; escrow: string }
}

/** What a user types, as a process of its own. */
async function replay(crowd: string, ...options: string[]): Promise<{ summary: Summary; rows: Row[] }> {
  const out = mkdtempSync(join(folder, 'out-'))
  const command = ['cli/main.ts', 'up', '--replay', crowd, '--once', '--out', out, '--json', '--quiet', ...options]
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: root, maxBuffer: 1 << 26 })
  assert.deepEqual(readdirSync(out), ['labels.jsonl'])
  const lines = readFileSync(join(out, 'labels.jsonl'), 'utf8').trimEnd().split('\n')
  return { summary: JSON.parse(stdout), rows: lines.map((line) => JSON.parse(line)) }
}

/** The cells of a CSV file without quotes, header left out: what these files are. */
function readCells(crowd: string, name: string): string[][] {
  const [, ...lines] = readFileSync(join(crowd, name), 'utf8').trimEnd().split(/\r?\n/)
  return lines.map((line) => line.split(','))
}

/** Per item the class that more than half of its answers give, if there is one. Knows nothing of the project's code. */
function majorities(judgements: Iterable<readonly [item: string, label: string]>): Map<string, string> {
  const counts = new Map<string, Map<string, number>>()
  for (const [item, label] of judgements) {
    const votes = counts.get(item) ?? new Map<string, number>()
    counts.set(item, votes.set(label, (votes.get(label) ?? 0) + 1))
  }
  const result = new Map<string, string>()
  for (const [item, votes] of counts) {
    const all = [...votes.values()].reduce((sum, count) => sum + count, 0)
    for (const [label, count] of votes) if (2 * count > all) result.set(item, label)
  }
  return result
}

const REWARD_WEI = 50_000_000_000_000_000n

/** Money in equals money out: agreeing judgements are paid, by their tiers at most in full; the rest of the escrow went back. */
function assertMoney({ summary, rows }: { summary: Summary; rows: Row[] }): void {
  const { funded, paid, fees, refunded, escrow } = summary.tokens
  assert.equal(BigInt(funded), BigInt(paid) + BigInt(fees) + BigInt(refunded) + BigInt(escrow))
  assert.equal(BigInt(escrow), 0n)
  const agreeing = rows.reduce((sum, { votes }) => sum + votes.for, 0)
  assert.ok(BigInt(paid) > 0n && BigInt(paid) <= BigInt(agreeing) * REWARD_WEI)
}

/** What the protocol found out, and did about it. */
function assertQuality({ summary, rows }: { summary: Summary; rows: Row[] }, known: ReadonlyMap<string, string>): void {
  const { gold, tiers, slashes, disputes } = summary.quality
  assert.ok(gold && gold.right <= gold.total && gold.share === gold.right / gold.total)
  const annotators = Object.values(tiers).reduce((sum, count) => sum + count, 0)
  assert.ok(annotators > 0)
  assert.equal(slashes.executed, slashes.opened)
  assert.equal(
    Object.values(slashes.byReason).reduce((sum, count) => sum + count, 0),
    slashes.opened,
  )
  const overturned = rows.filter(({ status }) => status === 'Overturned')
  assert.equal(overturned.length, disputes.overturned)
  for (const { item, class: name, gold: isGold } of overturned) assert.ok(isGold && known.get(item) === name)
  assert.match(summary.labelsRoot, /^0x[0-9a-f]{64}$/)
  for (const batch of Map.groupBy(rows, (row) => row.batch).values())
    assert.ok(batch.filter((row) => row.gold).length * 10 >= batch.length)
}

const product = findCrowd('product')
test('product: 24,945 judgements, the labels are those of 2-of-3 majority', {
  skip: product ? false : 'no ../shared/data/crowd/product',
}, async () => {
  const crowd = product ?? ''
  const result = await replay(crowd)
  const { summary, rows } = result
  const expected = majorities(readCells(crowd, 'labels.csv').map(([item = '', , label = '']) => [item, label]))
  const gold = new Map(readCells(crowd, 'gold.csv').map(([item = '', label = '']) => [item, label]))

  assert.equal(summary.judgements.played, 24_945)
  assert.equal(summary.items.verified, 8_315)
  const ruled = rows.filter(({ status }) => status === 'Overturned')
  assert.equal(summary.quality.disputes.opened, 3)
  for (const { item, class: name } of ruled) {
    assert.notEqual(expected.get(item), name, 'only what the majority has wrong is overturned')
    expected.set(item, name)
  }
  assert.deepEqual(new Map(rows.map((row) => [row.item, row.class])), expected)
  assert.equal(rows.length, expected.size)
  const correct = [...expected].filter(([item, label]) => gold.get(item) === label).length
  assert.deepEqual([summary.accuracy.correct, summary.accuracy.compared], [correct, gold.size])
  assert.equal((correct / gold.size).toFixed(3), '0.897')
  for (const row of rows) {
    assert.ok(row.status === 'Overturned' || (row.status === 'Verified' && row.votes.for >= 2))
    assert.equal(row.votes.of, 3)
    assert.match(row.transaction, /^0x[0-9a-f]{64}$/)
  }
  assertMoney(result)
  assertQuality(result, gold)
})

const rte = findCrowd('rte_text')
test('rte_text: five of the ten workers of each item, chosen by the seed', {
  skip: rte ? false : 'no ../shared/data/crowd/rte_text',
}, async () => {
  const crowd = rte ?? ''
  const result = await replay(crowd, '--annotators', '5', '--seed', '7')
  const { summary, rows } = result
  assert.deepEqual(summary.judgements, { played: 4_000, surplus: 4_000, leftOut: 0, duplicates: 0 })
  assert.equal(rows.length, 800)
  const answers = new Map<string, string[]>()
  for (const [item = '', , label = ''] of readCells(crowd, 'labels.csv'))
    answers.set(item, [...(answers.get(item) ?? []), label])
  for (const { item, votes, status, class: name } of rows) {
    assert.equal(votes.of, 5)
    assert.ok(votes.for >= 3 || status === 'Overturned')
    // Five of the ten can only say what the ten said.
    assert.ok((answers.get(item) ?? []).filter((label) => label === name).length >= votes.for, item)
  }
  const gold = new Map(readCells(crowd, 'gold.csv').map(([item = '', label = '']) => [item, label]))
  const correct = rows.filter((row) => gold.get(row.item) === row.class).length
  assert.deepEqual(summary.accuracy, { correct, compared: 800, share: correct / 800 })
  assertMoney(result)
  assertQuality(result, gold)

  const again = await replay(crowd, '--annotators', '5', '--seed', '8')
  assert.notDeepEqual(
    again.rows.map(({ votes }) => votes),
    rows.map(({ votes }) => votes),
    'another seed, other panels',
  )
})

const ukp = findCrowd('ukp_convarg1')
describe('ukp_convarg1, the first 3,000 judgements by time', {
  skip: ukp ? false : 'no ../shared/data/crowd/ukp_convarg1',
}, () => {
  test('what was played, left over and left out adds up, and every label is a majority of its panel', async () => {
    const crowd = ukp ?? ''
    const result = await replay(crowd, '--limit', '3000')
    const { summary, rows } = result
    const { played, surplus, leftOut, duplicates } = summary.judgements
    assert.equal(played + surplus + leftOut + duplicates, 3_000)
    assert.ok(played > 500, `${played} played`)
    assert.equal(summary.items.labelled, summary.items.verified + summary.items.noConsensus)
    assert.equal(rows.length, summary.items.verified)

    const first = readCells(crowd, 'labels.csv')
      .map(([item = '', worker = '', label = '', , submitted = '']) => ({ item, worker, label, submitted }))
      .map((row, index) => ({ ...row, index }))
      .sort((a, b) => (a.submitted < b.submitted ? -1 : a.submitted > b.submitted ? 1 : a.index - b.index))
      .slice(0, 3_000)
    const answers = new Map<string, string[]>()
    for (const { item, label } of first) answers.set(item, [...(answers.get(item) ?? []), label])
    for (const { item, class: name, votes } of rows) {
      const given = answers.get(item) ?? []
      assert.ok(given.length >= votes.of, item)
      assert.ok(given.filter((label) => label === name).length >= votes.for, item)
      assert.ok(2 * votes.for > votes.of)
    }
    const money = summary.tokens
    assert.equal(BigInt(money.funded), BigInt(money.paid) + BigInt(money.refunded))
  })
})
