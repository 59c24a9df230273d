import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  exactTokens,
  formatCount,
  formatNumberOf,
  formatPercent,
  formatTime,
  formatTokens,
  formatWords,
  shortHex,
  sumUnits,
} from '../../../dashboard/src/lib/format.ts'

describe('amounts', () => {
  test('are cut to four decimals, never rounded up', () => {
    assert.equal(formatTokens('1999999999999999999'), '1.9999')
    assert.equal(formatTokens('1234567500000000000000'), '1,234.5675')
  })

  test('have two decimals at least, so that a column lines up', () => {
    assert.equal(formatTokens('13000000000000000000'), '13.00')
    assert.equal(formatTokens('17200000000000000000'), '17.20')
  })

  test('too small to show do not read as nothing', () => {
    assert.equal(formatTokens('1'), '<0.0001')
    assert.equal(formatTokens('0'), '0')
  })

  test('of a token with few decimals are read in its own unit', () => {
    assert.equal(formatTokens('2500000', 6), '2.50')
    assert.equal(exactTokens('2500000', 6), '2.5')
  })

  test('written exactly keep every digit', () => {
    assert.equal(exactTokens('1'), '0.000000000000000001')
    assert.equal(exactTokens('-1500000000000000000'), '-1.5')
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 1n << 128n }), (units) => {
        const [whole = '', fraction = ''] = exactTokens(units.toString()).split('.')
        return BigInt(whole + fraction.padEnd(18, '0')) === units
      }),
      { seed: 7 },
    )
  })

  test('sum without loss beyond 2^53', () => {
    assert.equal(sumUnits(['9007199254740993', '1']), '9007199254740994')
    assert.equal(sumUnits([]), '0')
  })
})

test('thousands are kept apart', () => {
  assert.equal(formatCount(999), '999')
  assert.equal(formatCount(1234567), '1,234,567')
})

test('a share that is not known is a dash, not zero', () => {
  assert.equal(formatPercent(null), '–')
  assert.equal(formatPercent(0), '0.0%')
  assert.equal(formatPercent(0.98765), '98.8%')
})

test('a hash is shortened, and what is short stays whole', () => {
  assert.equal(shortHex(`0x${'ab'.repeat(20)}`), '0xabab…abab')
  assert.equal(shortHex('0x1234'), '0x1234')
})

test('times are in UTC to the minute, and what is no time stays as it is', () => {
  assert.equal(formatTime('2026-03-01T14:05:59Z'), '2026-03-01 14:05')
  assert.equal(formatTime('soon'), 'soon')
})

test('names of states and events become words', () => {
  assert.equal(formatWords('NoConsensus'), 'No consensus')
  assert.equal(formatNumberOf(1, 'label'), '1 label')
  assert.equal(formatNumberOf(2, 'batch', 'batches'), '2 batches')
})
