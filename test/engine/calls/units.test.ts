import assert from 'node:assert/strict'
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import { keyOf } from '../../../engine/calls/cache.ts'
import {
  CallCacheError,
  DeclaredCallError,
  evaluateDeclaredCall,
  openCallCache,
  parseDeclaredCall,
  readFunctions,
} from '../../../engine/calls/index.ts'
import { isRevert } from '../../../engine/calls/revert.ts'
import { temporaryFolder } from '../support/engine.ts'

const ADDRESS = '0x00000000000000000000000000000000000c0de2'
const bytes = (hex: string) => Buffer.from(hex.slice(2), 'hex')
const question = (data: string, blockHash = `0x${'01'.repeat(32)}`) =>
  ({ kind: 'call', blockHash, address: bytes(ADDRESS), data: bytes(data) }) as const

describe('the cache of answers', () => {
  it('keeps answers and reverts by block, kind, address and data over restarts', (t) => {
    const path = join(temporaryFolder(t), 'calls')
    const before = openCallCache(path)
    assert.equal(existsSync(path), false)
    before.keep(keyOf(question('0x01')), '0xabcd')
    before.keep(keyOf(question('0x02')), null)
    before.keep(keyOf(question('0x03')), '0x')
    before.close()
    const after = openCallCache(path)
    t.after(() => after.close())
    assert.equal(after.find(keyOf(question('0x01'))), '0xabcd')
    assert.equal(after.find(keyOf(question('0x02'))), null)
    assert.equal(after.find(keyOf(question('0x03'))), '0x')
    assert.equal(after.find(keyOf(question('0x04'))), undefined)
    assert.equal(after.find(keyOf(question('0x01', `0x${'02'.repeat(32)}`))), undefined)
    assert.equal(after.find(keyOf({ ...question('0x01'), kind: 'code' })), undefined)
  })

  it('lets the oldest answers go when the file is too large', (t) => {
    const path = join(temporaryFolder(t), 'calls')
    const cache = openCallCache(path, 1_000_000)
    const key = (n: number) => keyOf(question(`0x${n.toString(16).padStart(8, '0')}`))
    for (let n = 0; n < 20_000; n++) cache.keep(key(n), `0x${'ff'.repeat(100)}`)
    assert.equal(cache.find(key(0)), undefined)
    assert.notEqual(cache.find(key(19_999)), undefined)
    cache.close()
    assert.ok(statSync(path).size < 2_000_000)
  })

  it('makes a damaged file anew, and leaves the database of another program alone', (t) => {
    const folder = temporaryFolder(t)
    const damaged = join(folder, 'damaged')
    writeFileSync(damaged, 'x'.repeat(5_000))
    const cache = openCallCache(damaged)
    t.after(() => cache.close())
    assert.equal(cache.find(keyOf(question('0x01'))), undefined)
    const other = join(folder, 'other')
    const db = new DatabaseSync(other)
    db.exec('CREATE TABLE theirs (x)')
    db.close()
    assert.throws(() => openCallCache(other).find(keyOf(question('0x01'))), CallCacheError)
  })
})

describe('reverts', () => {
  const reverts: [string, number?, unknown?][] = [
    ['execution reverted: no', 3, '0x08c379a0'],
    ['VM Exception while processing transaction: revert', -32000],
    ['EVM error InvalidFEOpcode', -32603],
    ['err: out of gas: gas exhausted', -32000],
    ['VM execution error.', -32015, 'Bad instruction fe'],
    ['Transaction failed', -32015, 'Reverted 0x'],
  ]
  const failures: [string, number?, unknown?][] = [
    ['header not found', -32000],
    ['missing trie node 12', -32000],
    ['EVM error OutOfGas', -32603],
    ['Transaction failed', -32000, 'Reverted 0x'],
    ['Too Many Requests', 429],
  ]
  for (const [message, code = 0, data] of reverts) {
    it(`${message} (${code})`, () => assert.equal(isRevert({ message, code, data }), true))
  }
  for (const [message, code = 0, data] of failures) {
    it(`not ${message} (${code})`, () => assert.equal(isRevert({ message, code, data }), false))
  }
})

describe('declared calls', () => {
  const number = { name: 'n', type: 'uint256' }
  const owner = { name: 'owner', type: 'address' }
  const inner = { name: 'inner', type: 'tuple', components: [number, owner] }
  const inputs = [owner, { name: 'pair', type: 'tuple', components: [inner, number] }]
  const abis = new Map([
    ['Token', readFunctions([{ type: 'function', name: 'balanceOf', inputs: [owner], outputs: [number] }])],
  ])
  const value = { kind: 'address', value: bytes(`0x${'22'.repeat(20)}`) } as const
  const n = { kind: 'uint', value: 5n } as const
  const params = [
    { name: 'owner', value: { kind: 'address', value: bytes(`0x${'11'.repeat(20)}`) } as const },
    {
      name: 'pair',
      value: { kind: 'tuple', value: [{ kind: 'tuple', value: [n, value] } as const, n] } as const,
    },
  ]
  const evaluate = (text: string) =>
    evaluateDeclaredCall(parseDeclaredCall('x', text, inputs, abis), { address: ADDRESS, params })

  for (const [text, argument] of [
    ['Token[event.address].balanceOf(event.params.owner)', '11'],
    ['Token[event.params.owner].balanceOf(event.params.pair.inner.owner)', '22'],
    ['Token[0x00000000000000000000000000000000000C0DE2].balanceOf( event.params.pair.0.1 )', '22'],
  ] as const) {
    it(text, () => {
      const data = evaluate(text)?.data ?? new Uint8Array()
      assert.equal(Buffer.from(data).toString('hex'), `70a08231${'00'.repeat(12)}${argument.repeat(20)}`)
    })
  }

  it('is left out where the value has another type', () => {
    assert.equal(evaluate('Token[event.address].balanceOf(event.params.pair.n)'), undefined)
    assert.equal(evaluate('Token[event.params.pair].balanceOf(event.address)'), undefined)
  })

  for (const [text, problem] of [
    ['Token.balanceOf()', /not of the form/],
    ['Coin[event.address].balanceOf(event.address)', /Coin is not among/],
    ['Token[event.address].balance(event.address)', /no function balance/],
    ['Token[event.address].balanceOf()', /no function of 0 arguments/],
    ['Token[event.block].balanceOf(event.address)', /neither event.address nor/],
    ['Token[event.params.who].balanceOf(event.address)', /no parameter who/],
    ['Token[event.params.pair.other].balanceOf(event.address)', /no field other/],
    ['Token[0x12].balanceOf(event.address)', /40 hex digits/],
  ] as const) {
    it(`refuses ${text}`, () => {
      assert.throws(
        () => evaluate(text),
        (error) => error instanceof DeclaredCallError && problem.test(error.message),
      )
    })
  }
})
