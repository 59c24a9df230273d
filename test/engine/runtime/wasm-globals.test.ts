import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { exportMutableGlobals, GLOBAL_PREFIX } from '../../../engine/runtime/wasm-globals.ts'

/**
 * (module
 *   (import "m" "g" (global i32)) (import "m" "f" (func)) (import "m" "mem" (memory 1 2)) (import "m" "t" (table 1 funcref))
 *   (global (mut i32) (i32.const -7)) (global f64 (f64.const 0)) (global (mut i64) (i64.const 300)) (global (mut i32) (global.get 0))
 *   (export "x" (global 1 below is not exported)))
 */
const bytes = (...parts: (number | string)[]) =>
  parts.flatMap((part) => (typeof part === 'string' ? [part.length, ...Buffer.from(part)] : [part]))
const section = (id: number, body: number[]) => [id, body.length, ...body]
const WASM = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, 0, 0]),
  ...section(2, [
    4,
    ...bytes('m', 'g', 3, 0x7f, 0),
    ...bytes('m', 'f', 0, 0),
    ...bytes('m', 'mem', 2, 1, 1, 2),
    ...bytes('m', 't', 1, 0x70, 0, 1),
  ]),
  ...section(6, [
    4,
    ...[0x7f, 1, 0x41, 0x79, 0x0b],
    ...[0x7c, 0, 0x44, 0, 0, 0, 0, 0, 0, 0, 0, 0x0b],
    ...[0x7e, 1, 0x42, 0xac, 0x02, 0x0b],
    ...[0x7f, 1, 0x23, 0, 0x0b],
  ]),
  ...section(7, [1, ...bytes('f', 0, 0)]),
])

describe('exportMutableGlobals', () => {
  it('exports the mutable globals, numbered behind the imported ones, and nothing else', () => {
    const module = new WebAssembly.Module(exportMutableGlobals(WASM))
    const names = WebAssembly.Module.exports(module).map(({ name }) => name)
    assert.deepEqual(names, ['f', `${GLOBAL_PREFIX}1`, `${GLOBAL_PREFIX}3`, `${GLOBAL_PREFIX}4`])
  })
  it('leaves a module without mutable globals as it is', () => {
    const bare = WASM.slice(0, 8)
    assert.equal(exportMutableGlobals(bare), bare)
  })
})
