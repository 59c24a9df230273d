import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { keccak256 as theirs, toHex } from 'viem'
import { keccak256, keccak256Hex } from '../../engine/keccak.ts'
import { seededRandom } from '../contracts/support/random.ts'

describe('Keccak-256', () => {
  it('is that of viem, for bytes of all lengths around its blocks, and for texts', () => {
    const random = seededRandom(1)
    for (let length = 0; length < 300; length++) {
      const bytes = Uint8Array.from({ length }, () => random.below(256))
      assert.equal(keccak256Hex(bytes), theirs(bytes))
      assert.equal(toHex(keccak256(bytes)), theirs(bytes))
    }
    assert.equal(keccak256Hex('Überweisung(uint256)'), theirs(toHex('Überweisung(uint256)')))
  })
})
