import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from './compile.ts'
import { type Coverage, judge } from './coverage.ts'
import { applyEdits, insertion } from './edits.ts'
import { addProbes } from './probes.ts'

test('edits nest, keep their order, and count bytes', () => {
  const source = 'é a + b'
  const edits = [
    { start: 3, end: 8, replace: (inner: string) => `(${inner})` },
    { start: 3, end: 4, replace: (inner: string) => `${inner}${inner}` },
    { start: 3, end: 8, replace: (inner: string) => `[${inner}]` },
    insertion(3, 'ü '),
    insertion(8, '!'),
  ]
  assert.equal(applyEdits(source, edits), 'é ü ([aa + b])!')
  assert.throws(
    () =>
      applyEdits('abcdef', [
        { ...edits[0], start: 0, end: 3 } as (typeof edits)[0],
        { ...edits[0], start: 2, end: 5 } as (typeof edits)[0],
      ]),
    RangeError,
  )
})

test('a probe stands at each statement and on both sides of each condition, and the source still compiles', () => {
  const source = `pragma solidity ^0.8.28;
contract Sample {
    error Zero();
    function f(uint256 x) external pure returns (uint256 y) {
        require(x != 0, Zero());
        if (x > 3) y = 1;
        else {
            for (uint256 i = 0; i < x; ++i) y += i % 2 == 0 ? 1 : 2;
        }
        assembly { if y { y := add(y, 1) } }
    }
}
`
  const sources = { 'contracts/Sample.sol': source }
  const { probed, probes } = addProbes(sources, parse(sources))
  parse(probed)
  const told = probes.map(({ kind, line, way }) => `${line} ${way ?? kind}`)
  for (const line of [5, 6, 8, 10]) assert.ok(told.includes(`${line} statement`), `line ${line}`)
  for (const both of [5, 6, 8, 8]) {
    assert.ok(told.includes(`${both} true`) && told.includes(`${both} false`), `line ${both}`)
  }
  assert.ok(told.includes('10 entered'))
  assert.equal(probes.filter(({ owner }) => owner !== 'Sample.f').length, 0)
})

test('the gate names what is not reached, takes excuses, and refuses idle ones', () => {
  const gap = { file: 'contracts/A.sol', line: 3, code: 'x = 1;' }
  const branch = { file: 'contracts/A.sol', line: 4, code: 'x == 1', way: 'false' }
  const share = (hit: number, of: number) => ({ hit, of })
  const of = (gaps: Coverage['gaps']): Coverage => {
    const [lines, branches] = [gaps.filter(({ way }) => way === undefined), gaps.filter(({ way }) => way !== undefined)]
    const total = { file: 'all', lines: share(10 - lines.length, 10), branches: share(100 - branches.length, 100) }
    return { files: [], total, gaps }
  }
  assert.deepEqual(judge(of([]), []).problems, [])
  assert.deepEqual(judge(of([branch, branch]), []).problems, [])
  assert.equal(judge(of([branch, branch, branch]), []).problems.length, 4)
  assert.deepEqual(judge(of([gap]), []).problems, ['contracts/A.sol:3 is not reached: x = 1;'])
  const excuse = { file: gap.file, code: gap.code, reason: 'a test of tests' }
  assert.deepEqual(judge(of([gap]), [excuse]).problems, [])
  assert.equal(judge(of([]), [excuse]).problems.length, 1)
})
