import { BigInt } from '@graphprotocol/graph-ts'

/** Parts per million in one. */
const PPM = 1_000_000

/**
 * The share `agreed` by `compared` in parts per million: floor(10^6 agreed / compared), and 0 where nothing was compared.
 * Needs 0 <= agreed <= compared.
 */
export function agreementShare(agreed: i32, compared: i32): i32 {
  if (compared == 0) return 0
  // 10^6 * 2^31 is beyond an i32, and within an i64.
  return (((agreed as i64) * PPM) / compared) as i32
}

/** An interval of proportions, in parts per million. */
export class Interval {
  lower: i32
  upper: i32

  constructor(lower: i32, upper: i32) {
    this.lower = lower
    this.upper = upper
  }
}

/**
 * Wilson score interval (z = 1.96) of `agreed` in `compared`, with one agreement and one disagreement added
 * (a Beta(1, 1) prior): a = agreed + 1, n = compared + 2. Needs 0 <= agreed <= compared.
 *
 * The textbook bound
 *
 *     (a/n + z^2/2n -+ z sqrt(a(n-a)/n^3 + z^2/4n^2)) / (1 + z^2/n)
 *
 * with z = 49/25, multiplied above and below by 1250 n^2, is
 *
 *     ((1250a + 2401) n -+ 49 sqrt(n (2500 a(n-a) + 2401n))) / (n (1250n + 4802))
 *
 * so that one integer square root gives both bounds exactly: each is the floor of the real bound times 10^6.
 *
 * E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
 */
export function wilsonInterval(agreed: i32, compared: i32): Interval {
  const a = BigInt.fromI32(agreed).plus(BigInt.fromI32(1))
  const n = BigInt.fromI32(compared).plus(BigInt.fromI32(2))
  const ppm = BigInt.fromI32(PPM)
  const centre = a.times(BigInt.fromI32(1250)).plus(BigInt.fromI32(2401)).times(n).times(ppm)
  const spread = a
    .times(n.minus(a))
    .times(BigInt.fromI32(2500))
    .plus(n.times(BigInt.fromI32(2401)))
  const scale = ppm.times(BigInt.fromI32(49))
  const square = n.times(spread).times(scale).times(scale)
  const divisor = n.times(n.times(BigInt.fromI32(1250)).plus(BigInt.fromI32(4802)))

  const root = squareRoot(square)
  // floor(x - s) for a whole x and a real s is x - ceil(s).
  const rootUp = root.times(root) == square ? root : root.plus(BigInt.fromI32(1))
  return new Interval(centre.minus(rootUp).div(divisor).toI32(), centre.plus(root).div(divisor).toI32())
}

/**
 * The floor of the square root of `x`, for 0 < x < 2^496, by Newton's method from above.
 * Starts at a power of two that the byte length gives; BigInt.sqrt starts at x / 2 and takes a step per bit.
 */
export function squareRoot(x: BigInt): BigInt {
  // The top bit is the sign: x < 2^(8 length - 1), hence its root < 2^(4 length).
  let next = BigInt.fromI32(1).leftShift((4 * x.length) as u8)
  let root = next
  do {
    root = next
    next = root.plus(x.div(root)).rightShift(1)
  } while (next < root)
  return root
}
