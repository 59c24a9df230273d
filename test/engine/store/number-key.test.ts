import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { compareDecimals, toDecimal } from '../../../engine/decimal.ts'
import { bigDecimalFromKey, bigDecimalKey, bigIntFromKey, bigIntKey } from '../../../engine/store/number-key.ts'

const SEED = 20_261_122
const options = { seed: SEED, numRuns: 2_000 }

/** Numbers of very different sizes: the count of digits is drawn first. */
const integers = fc
  .tuple(fc.integer({ min: 0, max: 400 }), fc.bigInt({ min: 0n, max: 10n ** 400n }), fc.boolean())
  .map(([digits, value, negative]) => (negative ? -1n : 1n) * (value % 10n ** BigInt(digits)))

const decimals = fc
  .tuple(integers, fc.integer({ min: -6_000, max: 5_500 }))
  .map(([digits, exp]) => toDecimal(digits % 10n ** 34n, exp))

const sign = (value: number | bigint) => (value < 0 ? -1 : value > 0 ? 1 : 0)
const byBytes = (a: string, b: string) => sign(Buffer.compare(Buffer.from(a), Buffer.from(b)))

describe('keys of integers', () => {
  it('give the integer back', () => {
    fc.assert(
      fc.property(integers, (value) => assert.equal(bigIntFromKey(bigIntKey(value)), value)),
      options,
    )
  })

  it('sort as the integers do', () => {
    fc.assert(
      fc.property(integers, integers, (a, b) => assert.equal(byBytes(bigIntKey(a), bigIntKey(b)), sign(a - b))),
      options,
    )
  })

  it('sort at the edges of lengths and signs', () => {
    const edges = [0n, 9n, 10n, 11n, 99n, 100n, 10n ** 9n, 10n ** 10n - 1n, 2n ** 256n - 1n, 10n ** 99n, 10n ** 100n]
    const all = [...edges.map((value) => -value).reverse(), ...edges.slice(1)]
    const keys = all.map(bigIntKey)
    assert.deepEqual([...keys].sort(byBytes), keys)
  })
})

describe('keys of decimals', () => {
  it('give the decimal back', () => {
    fc.assert(
      fc.property(decimals, (value) => assert.deepEqual(bigDecimalFromKey(bigDecimalKey(value)), value)),
      options,
    )
  })

  it('sort as the decimals do', () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        assert.equal(byBytes(bigDecimalKey(a), bigDecimalKey(b)), sign(compareDecimals(a, b)))
      }),
      options,
    )
  })

  it('sort where one starts like the other', () => {
    const texts = [
      '-1.5',
      '-1.23',
      '-1.2',
      '-1',
      '-0.5',
      '0',
      '0.001',
      '0.12',
      '0.123',
      '0.13',
      '1',
      '1.01',
      '10',
      '1000',
    ]
    const keys = texts.map((text) => {
      const [whole = '', fraction = ''] = text.split('.')
      return bigDecimalKey(toDecimal(BigInt(whole + fraction), -fraction.length))
    })
    // `-0.5` loses its sign in the whole part alone: the digits carry it.
    assert.deepEqual([...keys].sort(byBytes), keys)
  })

  it('are refused for exponents that no decimal of a subgraph has', () => {
    assert.throws(() => bigDecimalKey({ digits: 1n, exp: 60_000 }), RangeError)
  })
})
