import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  compareDecimals,
  dividedBy,
  formatDecimal,
  minus,
  parseDecimal,
  plus,
  times,
  toDecimal,
  ZERO,
} from '../../../engine/decimal.ts'

const FC = { seed: 20_261_122, numRuns: 500 }
const LIMIT = 10n ** 34n - 1n
/** Numbers that need no rounding. */
const exact = fc
  .tuple(fc.bigInt({ min: -LIMIT, max: LIMIT }), fc.integer({ min: -60, max: 60 }))
  .map(([digits, exp]) => toDecimal(digits, exp))
const short = fc
  .tuple(fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }), fc.integer({ min: -8, max: 8 }))
  .map(([digits, exp]) => toDecimal(digits, exp))

/** The value times 10 ** 200, exactly. */
const scaled = ({ digits, exp }: { digits: bigint; exp: number }) => digits * 10n ** BigInt(200 + exp)

describe('parseDecimal', () => {
  const cases: [text: string, digits: bigint, exp: number][] = [
    ['0', 0n, 0],
    ['-0.000', 0n, 0],
    ['1200', 12n, 2],
    ['+1.50', 15n, -1],
    ['.5', 5n, -1],
    ['5.', 5n, 0],
    ['-1e-3', -1n, -3],
    ['1.5E+2', 15n, 1],
    ['1_000', 1n, 3],
    ['12345678901234567890123456789012345', 1234567890123456789012345678901235n, 1],
    ['99999999999999999999999999999999999', 1n, 35],
  ]
  for (const [text, digits, exp] of cases) {
    it(`reads ${text}`, () => assert.deepEqual(parseDecimal(text), { digits, exp }))
  }
  for (const text of ['', '.', '-', 'e5', '1e', '0x1', '1,5', ' 1', '1 ', 'NaN', '1e99999999999999999999']) {
    it(`refuses \`${text}\``, () => assert.throws(() => parseDecimal(text), SyntaxError))
  }
})

describe('formatDecimal', () => {
  const cases: [digits: bigint, exp: number, text: string][] = [
    [0n, 0, '0'],
    [12n, 2, '1200'],
    [-15n, -4, '-0.0015'],
    [15n, -1, '1.5'],
    [5n, -1, '0.5'],
  ]
  for (const [digits, exp, text] of cases) {
    it(`prints ${text}`, () => assert.equal(formatDecimal(toDecimal(digits, exp)), text))
  }
  it('is read back to the same number', () => {
    fc.assert(
      fc.property(exact, (x) => assert.deepEqual(parseDecimal(formatDecimal(x)), x)),
      FC,
    )
  })
})

describe('rounding', () => {
  it('rounds a positive number half up to 34 digits', () => {
    assert.equal(toDecimal(10n ** 34n + 5n, 0).digits, 10n ** 33n + 1n)
    assert.equal(toDecimal(10n ** 34n + 4n, 0).digits, 1n)
  })
  it('cuts off a negative number', () => {
    const nines = -(10n ** 36n - 1n)
    assert.equal(toDecimal(nines, 0).digits, -(10n ** 34n - 1n))
  })
  it('lets a negative number keep a 35th digit where its bits suggest 34', () => {
    const thirtyFive = -(10n ** 34n + 1n)
    assert.deepEqual(toDecimal(thirtyFive, 0), { digits: thirtyFive, exp: 0 })
  })
  it('leaves no trailing zeros and only one zero', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 50n), max: 10n ** 50n }), fc.integer({ min: -50, max: 50 }), (d, e) => {
        const { digits, exp } = toDecimal(d, e)
        if (digits === 0n) assert.equal(exp, 0)
        else assert.notEqual(digits % 10n, 0n)
      }),
      FC,
    )
  })
})

describe('arithmetic', () => {
  it('adds, subtracts and multiplies exactly where 34 digits suffice', () => {
    fc.assert(
      fc.property(short, short, (x, y) => {
        assert.equal(scaled(plus(x, y)), scaled(x) + scaled(y))
        assert.equal(scaled(minus(x, y)), scaled(x) - scaled(y))
        assert.equal(scaled(times(x, y)) * 10n ** 200n, scaled(x) * scaled(y))
      }),
      FC,
    )
  })
  it('divides to within one unit of the 34th digit', () => {
    fc.assert(
      fc.property(exact, exact, (x, y) => {
        fc.pre(y.digits !== 0n && x.digits !== 0n)
        const quotient = dividedBy(x, y)
        const error = scaled(x) * 10n ** 400n - scaled(quotient) * scaled(y) * 10n ** 200n
        const unit = (scaled(x) * 10n ** 400n) / 10n ** 33n
        assert.ok(error * error <= unit * unit)
      }),
      FC,
    )
  })
  it('gives the known digits of thirds', () => {
    const third = dividedBy(parseDecimal('1'), parseDecimal('3'))
    assert.equal(formatDecimal(third), `0.${'3'.repeat(34)}`)
    const twoThirds = dividedBy(parseDecimal('2'), parseDecimal('3'))
    assert.equal(formatDecimal(twoThirds), `0.${'6'.repeat(33)}7`)
    assert.match(formatDecimal(dividedBy(parseDecimal('-2'), parseDecimal('3'))), /^-0\.6{34,35}$/)
  })
  it('undoes a multiplication by a division', () => {
    fc.assert(
      fc.property(short, short, (x, y) => {
        fc.pre(y.digits !== 0n)
        assert.deepEqual(dividedBy(times(x, y), y), x)
      }),
      FC,
    )
  })
  it('refuses to divide by zero, naming the dividend', () => {
    assert.throws(() => dividedBy(parseDecimal('1.5'), ZERO), /attempted to divide BigDecimal `1.5` by zero/)
  })
})

describe('compareDecimals', () => {
  it('orders by value', () => {
    fc.assert(
      fc.property(exact, exact, (x, y) => {
        const expected = scaled(x) < scaled(y) ? -1 : scaled(x) > scaled(y) ? 1 : 0
        assert.equal(Math.sign(compareDecimals(x, y)), expected)
      }),
      FC,
    )
  })
  it('does not expand far exponents', () => {
    assert.ok(compareDecimals({ digits: 1n, exp: 1_000_000_000 }, { digits: 1n, exp: -1_000_000_000 }) > 0)
    assert.ok(compareDecimals({ digits: -1n, exp: 1_000_000_000 }, { digits: -1n, exp: 0 }) < 0)
  })
})
