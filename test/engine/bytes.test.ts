import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { bigIntFromBytes, bigIntToBytes, toBase58 } from '../../engine/bytes.ts'
import { fromHex, isHex, toHex } from '../../engine/hex.ts'

const FC = { seed: 7, numRuns: 1000 }

describe('big integers as bytes', () => {
  const cases: [bigint, number[]][] = [
    [0n, [0]],
    [127n, [127]],
    [128n, [128, 0]],
    [-1n, [255]],
    [-128n, [128]],
    [-129n, [127, 255]],
    [255n, [255, 0]],
    [1n << 31n, [0, 0, 0, 128, 0]],
    [-(1n << 31n), [0, 0, 0, 128]],
    [-(1n << 63n), [0, 0, 0, 0, 0, 0, 0, 128]],
    [(1n << 64n) - 1n, [255, 255, 255, 255, 255, 255, 255, 255, 0]],
  ]
  for (const [value, bytes] of cases) {
    it(`writes ${value} in as few bytes as hold it`, () => assert.deepEqual([...bigIntToBytes(value)], bytes))
  }
  it('come back as they were', () => {
    const any = fc.oneof(fc.bigInt({ min: -(1n << 300n), max: 1n << 300n }), fc.bigInt({ min: -70000n, max: 70000n }))
    fc.assert(
      fc.property(any, (value) => assert.equal(bigIntFromBytes(bigIntToBytes(value)), value)),
      FC,
    )
  })
  it('are read from bytes longer than needed', () => {
    assert.equal(bigIntFromBytes(Uint8Array.of(5, 0, 0, 0, 0, 0, 0, 0, 0)), 5n)
    assert.equal(bigIntFromBytes(Uint8Array.of(251, 255, 255, 255, 255, 255, 255, 255, 255)), -5n)
    assert.equal(bigIntFromBytes(new Uint8Array(0)), 0n)
  })
})

describe('text forms of bytes', () => {
  it('hex comes back as it was', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => assert.deepEqual([...fromHex(toHex(bytes))], [...bytes])),
      FC,
    )
  })
  it('hex needs an even number of digits', () => {
    assert.ok(isHex('0xab') && isHex('AB') && isHex('0x'))
    assert.ok(!isHex('0xa') && !isHex('0xzz') && !isHex('0x 1'))
  })
  it('base58 keeps leading zeros', () => {
    assert.equal(toBase58(new TextEncoder().encode('Hello World!')), '2NEpo7TZRRrLZSi2U')
    assert.equal(toBase58(Uint8Array.of(0, 0, 1)), '112')
    assert.equal(toBase58(Uint8Array.of(0)), '1')
    assert.equal(toBase58(new Uint8Array(0)), '')
  })
})
