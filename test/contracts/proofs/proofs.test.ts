import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Edits, fingerprints, neverTrue, proofNames, proveAll, recordPath, slow } from './run.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const text = (path: string) => readFileSync(join(root, path), 'utf8')

test('the assertions about funding, seats, claims, panels and the quorum are proven for all inputs', async () => {
  const results = await proveAll(proofNames().filter((name) => !slow.includes(name)))
  assert.deepEqual(
    results.filter(({ verdict }) => verdict !== 'proven'),
    [],
  )
  assert.ok(results.length >= 25, `only ${results.length} assertions`)
})

test('the others were proven for the sources as they are (else run: node test/contracts/proofs/run.ts)', () => {
  assert.deepEqual(JSON.parse(readFileSync(recordPath, 'utf8')), fingerprints())
})

test('control: a mistake is found out', async () => {
  const mistakes: readonly (readonly [name: string, edits: Edits, broken: string])[] = [
    ['QuorumProof', [[/2 \* uint256\(agreement\) > seats/g, '2 * uint256(agreement) >= seats']], 'P37'],
    ['RewardsProof', [[/self\[annotator\]\[token\] = 0/, 'self[annotator][token] = 1']], 'P43'],
  ]
  await Promise.all(
    mistakes.map(async ([name, edits, broken]) => {
      const results = await proveAll([name], edits)
      assert.equal(results.find((result) => result.name === broken)?.verdict, 'violated')
    }),
  )
})

test('control: an assertion that never holds is violated where the code reaches it', async () => {
  const results = await proveAll(['QuorumProof'], neverTrue)
  assert.deepEqual(new Set(results.map(({ verdict }) => verdict)), new Set(['violated']))
})

/** Where a function of the market makes its calls on the phase: file and function, in order. */
const phaseCalls: Readonly<Record<string, readonly (readonly [file: string, name: string])[]>> = {
  createBatch: [['libraries/NewBatch', 'create']],
  assign: [
    ['LabelMarket', 'assign'],
    ['LabelMarket', '_assign'],
  ],
  commit: [
    ['LabelMarket', 'commit'],
    ['LabelMarket', '_openReveal'],
  ],
  openReveal: [
    ['LabelMarket', 'openReveal'],
    ['LabelMarket', '_openReveal'],
  ],
  reassign: [['libraries/Exits', 'reassign']],
  tally: [
    ['libraries/Scoring', 'tally'],
    ['libraries/Scoring', '_score'],
  ],
  settle: [['LabelMarket', 'settle']],
  voidBatch: [
    ['libraries/Exits', '_requireVoidable'],
    ['libraries/Exits', 'voidBatch'],
  ],
}

test('the proof of the phases makes the calls that the market makes, in their order', () => {
  const proof = text('contracts/proofs/PhaseProof.sol')
  const calls = (source: string, name: string, receiver: string): string[] => {
    const body = new RegExp(`\\n    function ${name}\\([^]*?\\n    \\}\\n`).exec(source)?.[0] ?? ''
    const found = body.matchAll(
      new RegExp(
        `${receiver}\\.(requireState|requireOpen|requireOver|open|close)\\((?:batchId, )?(BatchState\\.\\w+)?`,
        'g',
      ),
    )
    return [...found].map(([, call, state]) => [call, state].filter(Boolean).join(' '))
  }
  for (const [name, parts] of Object.entries(phaseCalls)) {
    const made = parts.flatMap(([file, part]) => calls(text(`contracts/${file}.sol`), part, 'batch'))
    assert.deepEqual(calls(proof, name, '_phase'), made, name)
    assert.notDeepEqual(made, [], name)
  }
})

test('the market demands the agreement that the proof of the quorum assumes', () => {
  const rule = 'require(agreement <= seats && 2 * uint256(agreement) > seats'
  for (const path of ['contracts/LabelMarket.sol', 'contracts/proofs/QuorumProof.sol'])
    assert.ok(text(path).includes(rule))
})

test('the README names every assertion', () => {
  const readme = text('test/contracts/README.md')
  for (const name of proofNames()) {
    for (const [, number, claim] of text(`contracts/proofs/${name}.sol`).matchAll(/\/\/ (P\d+): ([^\n]*)/g)) {
      assert.ok(readme.includes(`| ${number} | ${claim} |`), `${number} ${claim}`)
    }
  }
})
