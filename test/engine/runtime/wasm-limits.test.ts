import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { limitRuns, MAX_MEMORY_BYTES, STEPS_GLOBAL } from '../../../engine/runtime/wasm-limits.ts'

const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
const section = (id: number, body: readonly number[]) => [id, body.length, ...body]
const body = (...code: number[]) => [code.length + 2, 0, ...code, 0x0b]

/**
 * (module (memory 1) (global (mut i32) (i32.const 0))
 *   (func (export "loop") (param i32) (loop local.get 0, i32.const 1, i32.sub, local.tee 0, br_if 0))
 *   (func (export "call") (param i32) local.get 0, if (local.get 0, i32.const 1, i32.sub, call 1)))
 */
const moduleOf = (...bodies: readonly number[][]) =>
  Uint8Array.from([
    ...HEADER,
    ...section(1, [1, 0x60, 1, 0x7f, 0]),
    ...section(3, [2, 0, 0]),
    ...section(5, [1, 0, 1]),
    ...section(6, [1, 0x7f, 1, 0x41, 0, 0x0b]),
    ...section(7, [2, 4, ...Buffer.from('loop'), 0, 0, 4, ...Buffer.from('call'), 0, 1]),
    ...section(10, [bodies.length, ...bodies.flat()]),
  ])
const WASM = moduleOf(
  body(0x03, 0x40, 0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b),
  body(0x20, 0, 0x04, 0x40, 0x20, 0, 0x41, 1, 0x6b, 0x10, 1, 0x0b),
)

function instantiate(steps: number) {
  const module = new WebAssembly.Module(Buffer.from(limitRuns(WASM, steps)))
  const { exports } = new WebAssembly.Instance(module, {})
  const run = (name: string, count: number) => (exports[name] as (count: number) => void)(count)
  return { run, left: exports[STEPS_GLOBAL] as WebAssembly.Global }
}

describe('limitRuns', () => {
  for (const name of ['loop', 'call']) {
    it(`takes a step for each ${name === 'loop' ? 'pass of a loop' : 'call'}, and traps at the last`, () => {
      const { run, left } = instantiate(100)
      run(name, 20)
      assert.equal(left.value, 100 - 21)
      left.value = 100
      assert.throws(() => run(name, 99), { name: 'RuntimeError', message: 'unreachable' })
      assert.equal(left.value, 0)
      left.value = 100
      run(name, 98)
      assert.equal(left.value, 1)
    })
  }

  it('counts steps that a signed number does not hold', () => {
    const { run, left } = instantiate(3_000_000_000)
    run('loop', 1)
    assert.equal((left.value as number) >>> 0, 3_000_000_000 - 2)
  })

  it('ends the memory, unless it ends earlier or begins with more', () => {
    const most = pages(MAX_MEMORY_BYTES)
    for (const [memory, limited] of [
      [
        [0, 3],
        [1, 3, ...most],
      ],
      [
        [1, 3, ...pages(2 * MAX_MEMORY_BYTES)],
        [1, 3, ...most],
      ],
      [
        [1, 3, 4],
        [1, 3, 4],
      ],
      [
        [0, ...pages(2 * MAX_MEMORY_BYTES)],
        [1, ...pages(2 * MAX_MEMORY_BYTES), ...pages(2 * MAX_MEMORY_BYTES)],
      ],
    ] as const) {
      const wasm = limitRuns(Uint8Array.from([...HEADER, ...section(5, [1, ...memory])]), 1)
      assert.deepEqual([...wasm], [...HEADER, ...section(5, [1, ...limited])])
    }
  })

  it('refuses an instruction that AssemblyScript does not make, by its number', () => {
    const message = 'the mapping uses the WebAssembly instruction 0xfd, which AssemblyScript does not make'
    assert.throws(() => limitRuns(moduleOf(body(0xfd, 0), body()), 1), { message })
  })
})

/** LEB128 of the pages in so many bytes. */
function pages(bytes: number): number[] {
  const count = bytes / 65_536
  return [(count & 0x7f) | 0x80, ((count >> 7) & 0x7f) | 0x80, count >> 14]
}
