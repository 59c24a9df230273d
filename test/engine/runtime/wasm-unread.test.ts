import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { MAX_MEMORY_BYTES } from '../../../engine/runtime/wasm-limits.ts'
import { trapUnread, UNREAD_FIELDS } from '../../../engine/runtime/wasm-unread.ts'

const section = (id: number, body: readonly number[]) => [id, body.length, ...body]
const loading = (offset: number) => [7, 0, 0x20, 0, 0x28, 2, offset, 0x0b]

/**
 * (module (memory (export "m") 1) (global i32 (i32.const 0))
 *   (func (export "a") (param i32) (result i32) local.get 0, i32.load offset=12)
 *   (func (export "b") (param i32) (result i32) local.get 0, i32.load offset=16))
 */
const WASM = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, 1, 0x7f, 1, 0x7f]),
  ...section(3, [2, 0, 0]),
  ...section(5, [1, 0, 1]),
  ...section(6, [1, 0x7f, 0, 0x41, 0, 0x0b]),
  ...section(7, [3, 1, 0x6d, 2, 0, 1, 0x61, 0, 0, 1, 0x62, 0, 1]),
  ...section(10, [2, ...loading(12), ...loading(16)]),
])

describe('trapUnread', () => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(trapUnread(WASM))), {})
  const words = new Uint32Array((exports.m as WebAssembly.Memory).buffer)
  const [a, b] = [exports.a, exports.b] as ((pointer: number) => number)[]
  const [from = 0, to = 0, value = 0] = UNREAD_FIELDS

  it('traps where the pointer to a recipient that was not fetched is loaded', () => {
    words[3] = to
    assert.throws(() => a?.(0), { name: 'RuntimeError', message: 'unreachable' })
  })

  it('loads any other value, null among them, and the recipient from another field', () => {
    for (const other of [0, 1, from, value]) {
      words[3] = other
      assert.equal((a?.(0) ?? -1) >>> 0, other)
    }
    words[4] = to
    assert.equal((b?.(0) ?? -1) >>> 0, to)
  })

  it('has a pointer of its own for each field, above all memory, from which no offset leads back', () => {
    assert.equal(new Set(UNREAD_FIELDS).size, UNREAD_FIELDS.length)
    for (const pointer of UNREAD_FIELDS) {
      assert.ok(pointer > 2 * MAX_MEMORY_BYTES && pointer + 2 ** 29 < 2 ** 32)
      assert.throws(() => b?.(pointer), { name: 'RuntimeError', message: 'memory access out of bounds' })
    }
  })
})
