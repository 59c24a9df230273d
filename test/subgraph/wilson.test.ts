import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { runSuites } from '../../engine/index.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const PPM = 1_000_000n

type Counts = readonly [agreed: number, compared: number]
type Interval = readonly [lower: number, upper: number]

/** Prints the interval of each line of `counts.txt`, by the mapping's own code. */
function suiteSource(mathModule: string): string {
  return `
import { log, readFile, test } from 'matchstick-as'
import { wilsonInterval } from '${mathModule}'
test('prints', () => {
  const lines = readFile('counts.txt').toString().split('\\n')
  for (let i = 0; i < lines.length; i++) {
    const counts = lines[i].split(' ')
    const interval = wilsonInterval(I32.parseInt(counts[0]), I32.parseInt(counts[1]))
    log.info('{} {}', [interval.lower.toString(), interval.upper.toString()])
  }
})`
}

/** Runs `wilsonInterval` of subgraph/src/math.ts, compiled to WebAssembly, over many counts. */
async function runMapping(t: TestContext, counts: readonly Counts[]): Promise<Interval[]> {
  const dir = mkdtempSync(join(tmpdir(), 'wilson-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  await mkdir(join(dir, 'tests'))
  const mathModule = relative(join(dir, 'tests'), join(ROOT, 'subgraph/src/math'))
  writeFileSync(join(dir, 'tests/wilson.test.ts'), suiteSource(mathModule))
  writeFileSync(join(dir, 'counts.txt'), counts.map((pair) => pair.join(' ')).join('\n'))
  writeFileSync(join(dir, 'schema.graphql'), 'type Unused @entity(immutable: false) { id: ID! }')
  writeFileSync(join(dir, 'subgraph.yaml'), 'schema: { file: ./schema.graphql }\n')
  writeFileSync(join(dir, 'matchstick.yaml'), `libsFolder: ${join(ROOT, 'node_modules')}\n`)
  const { suites } = await runSuites({ subgraphDir: dir })
  const logs = suites[0]?.tests[0]?.logs ?? []
  return logs.map((line): Interval => {
    const [, lower, upper] = /(\d+) (\d+)$/.exec(line) ?? []
    return [Number(lower), Number(upper)]
  })
}

/**
 * Where x / 10^6 lies, without a square root: the bounds are the roots of (a/n - x)^2 = z^2 x (1 - x) / n, whose left side
 * is the smaller one just between them. On the lower bound counts as below, on the upper as within.
 */
function place(x: bigint, [agreed, compared]: Counts): 'below' | 'within' | 'above' {
  const a = BigInt(agreed) + 1n
  const n = BigInt(compared) + 2n
  // Times 625 n^2 10^12, with z^2 = 2401/625.
  const excess = 625n * (a * PPM - x * n) ** 2n - 2401n * n * x * (PPM - x)
  const isLeftOfCentre = x * (1250n * n + 4802n) < PPM * (1250n * a + 2401n)
  if (excess < 0n) return 'within'
  if (isLeftOfCentre) return 'below'
  return excess === 0n ? 'within' : 'above'
}

const counts = fc
  .oneof(fc.nat(20), fc.nat(2000), fc.nat(2 ** 31 - 3))
  .chain((compared) => fc.tuple(fc.nat(compared), fc.constant(compared)))

test('the reputation is the exact floor of the Wilson bounds, over the whole range of counts', async (t) => {
  const small = Array.from({ length: 12 }, (_, compared) =>
    Array.from({ length: compared + 1 }, (_, agreed): Counts => [agreed, compared]),
  ).flat()
  const edges: Counts[] = [
    [0, 2 ** 31 - 3],
    [2 ** 31 - 3, 2 ** 31 - 3],
  ]
  const cases: Counts[] = [...small, ...edges, ...fc.sample(counts, { numRuns: 1500, seed: 20260101 })]
  const intervals = await runMapping(t, cases)
  assert.equal(intervals.length, cases.length)
  for (const [index, pair] of cases.entries()) {
    const [lower, upper] = intervals[index] ?? [Number.NaN, Number.NaN]
    const told = `${pair.join(' of ')} gives ${lower} to ${upper}`
    assert.equal(place(BigInt(lower), pair), 'below', told)
    assert.notEqual(place(BigInt(lower) + 1n, pair), 'below', told)
    assert.notEqual(place(BigInt(upper), pair), 'above', told)
    assert.equal(place(BigInt(upper) + 1n, pair), 'above', told)
  }
})
