import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { copyHex, fromHex, hashOf, isLowerHex, toHex } from '../../engine/hex.ts'
import { seededRandom } from '../contracts/support/random.ts'

const SEED = Number(process.env.SEED ?? 1)

describe('hex', () => {
  it(`is read and written as Buffer does, at any length (seed ${SEED})`, () => {
    const random = seededRandom(SEED)
    for (const length of [0, 1, 2, 32, 127, 128, 129, 511, 512, 513, 3_000]) {
      const bytes = Uint8Array.from({ length }, () => random.below(256))
      const digits = Buffer.from(bytes).toString('hex')
      assert.equal(toHex(bytes), `0x${digits}`)
      assert.deepEqual(Uint8Array.from(fromHex(`0x${digits}`)), bytes)
      assert.deepEqual(Uint8Array.from(fromHex(digits.toUpperCase())), bytes)
      const [from, to] = [length >>> 2, length - (length >>> 3)]
      assert.equal(toHex(bytes, from, to), `0x${digits.slice(2 * from, 2 * to)}`)
      const target = new Uint8Array(length + 2)
      copyHex(`0x${digits}`, 2 + 2 * from, 2 + 2 * to, target, 1)
      assert.deepEqual(target.subarray(1, 1 + to - from), bytes.subarray(from, to))
      assert.equal(isLowerHex(`0x${digits}`), true)
    }
  })

  it('in lower case is nothing else', () => {
    const long = `0x${'ab'.repeat(600)}`
    for (const text of ['0x', '0x00', '0xabcdef0123456789', long]) assert.equal(isLowerHex(text), true, text)
    // The last ones have the low bytes of digits.
    const others = ['', '0', '00', '0X00', '0xA0', '0x0', '0x0g', 'x000', `${long}A0`, '0x\u0130\u0130', '0x0\u0161']
    for (const text of others) assert.equal(isLowerHex(text), false, text)
  })
})

describe('the hash of a text', () => {
  it('is the same for the same text, whatever was hashed before, and seldom for others', () => {
    const texts = Array.from({ length: 20_000 }, (_, i) => [
      `0x${i.toString(16).padStart(40, '0')}`,
      `${i}`,
      `pool-${i}-a`,
    ])
    const seen = new Map<number, string>()
    let shared = 0
    for (const text of texts.flat()) {
      const hash = hashOf(text)
      assert.ok(hash >= 0 && hash < 2 ** 30)
      if (seen.has(hash)) shared++
      seen.set(hash, text)
    }
    // 60,000 draws of 2^30 share 1.7 on average.
    assert.ok(shared < 20, `${shared} shared`)
    for (const text of ['', 'a', 'ab', 'abc', 'abcd', 'ü', 'x'.repeat(2_000)]) {
      const hash = hashOf(text)
      hashOf('something longer in between, of other characters')
      assert.equal(hashOf(text), hash, text)
    }
    assert.notEqual(hashOf('a'), hashOf('a\0'), 'what fills up the last word is not text')
  })
})
