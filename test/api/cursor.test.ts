import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { column, decodeCursor, encodeCursor } from '../../api/cursor.ts'
import { ErrorCode } from '../../api/errors.ts'

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((value) => `0x${Buffer.from(value).toString('hex')}`)

const invalid = { code: ErrorCode.InvalidCursor }
const columns = [column.integer, column.id(20)]
const block = { number: 7, hash: `0x${'ab'.repeat(32)}` }
const key = ['12', `0x${'cd'.repeat(20)}`]

test('a cursor comes back as it was made', () => {
  fc.assert(
    fc.property(fc.nat(), hex(32), fc.nat(), hex(20), (number, hash, rank, id) => {
      const cursor = { block: { number, hash }, key: [String(rank), id] }
      assert.deepEqual(decodeCursor('annotators SCORE', encodeCursor('annotators SCORE', cursor), columns), cursor)
    }),
    { seed: 1 },
  )
})

test('a cursor is opaque: characters of base64url only', () => {
  assert.match(encodeCursor('labels', { block, key }), /^[A-Za-z0-9_-]+$/)
})

test('a cursor of another list, or of the same list in another order, is refused', () => {
  const cursor = encodeCursor('annotators SCORE', { block, key })
  assert.throws(() => decodeCursor('annotators LABELS', cursor, columns), invalid)
  assert.throws(() => decodeCursor('labels', cursor, columns), invalid)
})

test('anything that is no cursor is refused', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      assert.throws(() => decodeCursor('labels', text, [column.id(34)]), invalid)
    }),
    { seed: 2 },
  )
})

test('a forged key cannot bring in anything but an id and a number', () => {
  for (const forged of [['12', '0x12'], ['-1', key[1]], ['1e9', key[1]], ['12'], ['12', ...key], [12, key[1]]]) {
    const cursor = encodeCursor('annotators SCORE', { block, key: forged as string[] })
    assert.throws(() => decodeCursor('annotators SCORE', cursor, columns), invalid, JSON.stringify(forged))
  }
})

test('a forged block is refused', () => {
  for (const forged of [
    { number: 7, hash: '0x12' },
    { number: 1.5, hash: block.hash },
    { number: 7, hash: 'latest' },
  ]) {
    const cursor = encodeCursor('annotators SCORE', { block: forged, key })
    assert.throws(() => decodeCursor('annotators SCORE', cursor, columns), invalid, JSON.stringify(forged))
  }
})
