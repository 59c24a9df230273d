import { BigInt } from '@graphprotocol/graph-ts'
import { assert, describe, test } from 'matchstick-as'

import { agreementShare, squareRoot, wilsonInterval } from '../src/math'

function expectInterval(agreed: i32, compared: i32, lower: i32, upper: i32): void {
  const interval = wilsonInterval(agreed, compared)
  assert.i32Equals(lower, interval.lower)
  assert.i32Equals(upper, interval.upper)
}

describe('share of agreement', () => {
  test('of nothing compared is 0', () => {
    assert.i32Equals(0, agreementShare(0, 0))
  })

  test('is whole at both ends', () => {
    assert.i32Equals(0, agreementShare(0, 7))
    assert.i32Equals(1000000, agreementShare(7, 7))
  })

  test('rounds down', () => {
    assert.i32Equals(333333, agreementShare(1, 3))
    assert.i32Equals(666666, agreementShare(2, 3))
    assert.i32Equals(999999, agreementShare(9999999, 10000000))
  })

  test('holds at the greatest counts', () => {
    assert.i32Equals(1000000, agreementShare(i32.MAX_VALUE, i32.MAX_VALUE))
    assert.i32Equals(999999, agreementShare(i32.MAX_VALUE - 1, i32.MAX_VALUE))
    assert.i32Equals(0, agreementShare(2147, i32.MAX_VALUE))
    assert.i32Equals(1, agreementShare(2148, i32.MAX_VALUE))
  })
})

// The vectors are floor(10^6 * bound) of the textbook formula, computed with 50 digits.
describe('Wilson interval', () => {
  test('of nothing compared is symmetric and wide', () => {
    expectInterval(0, 0, 94528, 905471)
  })

  test('of a single comparison', () => {
    expectInterval(0, 1, 61490, 792345)
    expectInterval(1, 1, 207654, 938509)
  })

  test('of ten comparisons', () => {
    expectInterval(0, 10, 14864, 353885)
    expectInterval(9, 10, 551963, 953035)
    expectInterval(10, 10, 646114, 985135)
  })

  test('narrows with more comparisons', () => {
    expectInterval(95, 100, 877562, 972764)
    expectInterval(500, 1000, 469099, 530900)
    expectInterval(0, 1000000, 0, 5)
    expectInterval(999999, 1000000, 999992, 999999)
  })

  test('holds at the greatest counts', () => {
    expectInterval(i32.MAX_VALUE - 2, i32.MAX_VALUE - 2, 999999, 999999)
  })
})

describe('square root', () => {
  test('is exact for squares and rounds down beside them', () => {
    for (let root = 1; root < 300; root++) {
      const square = BigInt.fromI32(root * root)
      assert.bigIntEquals(BigInt.fromI32(root), squareRoot(square))
      assert.bigIntEquals(BigInt.fromI32(root), squareRoot(square.plus(BigInt.fromI32(1))))
      if (root > 1) assert.bigIntEquals(BigInt.fromI32(root - 1), squareRoot(square.minus(BigInt.fromI32(1))))
    }
  })

  test('holds for numbers of many bytes', () => {
    const root = BigInt.fromI32(3).pow(150)
    const square = root.times(root)
    assert.bigIntEquals(root, squareRoot(square))
    assert.bigIntEquals(root.minus(BigInt.fromI32(1)), squareRoot(square.minus(BigInt.fromI32(1))))
  })
})
