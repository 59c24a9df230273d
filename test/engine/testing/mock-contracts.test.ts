import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EthereumValue } from '../../../engine/runtime/index.ts'
import { createMockContracts, type MockedFunction } from '../../../engine/testing/mock-contracts.ts'

const ADDRESS = new Uint8Array(20).fill(1)
const uint = (value: bigint): EthereumValue => ({ kind: 'uint', value })

function mocked(signature: string, args: readonly EthereumValue[], name = 'f'): MockedFunction {
  return { address: ADDRESS, name, signature, args, outputs: [] }
}

function call(signature: string, args: readonly EthereumValue[]) {
  return { contractName: 'C', address: ADDRESS, functionName: 'f', functionSignature: signature, args }
}

test('a call finds its mock by address, signature and arguments', () => {
  const contracts = createMockContracts()
  const signature = 'f((uint256,bytes4)[],string):(bool)'
  const pair: EthereumValue = { kind: 'tuple', value: [uint(1n), { kind: 'fixedBytes', value: new Uint8Array(4) }] }
  const args: EthereumValue[] = [
    { kind: 'array', value: [pair] },
    { kind: 'string', value: 'x' },
  ]
  contracts.mock({ ...mocked(signature, args), outputs: [{ kind: 'bool', value: true }] })
  assert.deepEqual(contracts.call(call(signature, args)), [{ kind: 'bool', value: true }])
  assert.throws(() => contracts.call(call(signature, [])), /Could not find a mocked function/)
  assert.throws(() => contracts.call({ ...call(signature, args), address: new Uint8Array(20) }), /Could not find/)
})

test('the later mock of the same call counts, and null reverts', () => {
  const contracts = createMockContracts()
  contracts.mock(mocked('f():(uint256)', []))
  contracts.mock({ ...mocked('f():(uint256)', []), outputs: null })
  assert.equal(contracts.call(call('f():(uint256)', [])), null)
})

test('a mock must fit its signature', () => {
  const { mock } = createMockContracts()
  assert.throws(
    () => mock(mocked('g():()', [])),
    /function name `f` should match the name in the function signature `g\(\):\(\)`/,
  )
  assert.throws(() => mock(mocked('f(uint256):()', [])), /^DeterministicError: f expected 1 arguments, but received 0$/)
  assert.throws(
    () => mock(mocked('f(uint256,address):()', [uint(1n), uint(2n)])),
    /createMockedFunction `f` parameters mismatch at position 2:\nExpected: address\nReceived: uint 2/,
  )
  assert.throws(() => mock(mocked('f(uint256[2]):()', [{ kind: 'fixedArray', value: [uint(1n)] }])), /at position 1/)
})
