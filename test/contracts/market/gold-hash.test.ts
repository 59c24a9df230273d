import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeAbiParameters, keccak256, parseAbiParameters, toHex } from 'viem'
import { hash } from '../support/scenario.ts'
import { createWorld } from '../support/world.ts'

test('the gold hash is the keccak256 of what the interface says, in its order', async () => {
  const { market } = await createWorld()
  const typehash = keccak256(
    toHex(
      'Gold(uint256 chainId,address market,bytes32 projectId,bytes32 manifestHash,bytes32 positionsHash,bytes32 labelsHash,bytes32 salt)',
    ),
  )
  assert.equal(await market.read.GOLD_TYPEHASH(), typehash)
  const [projectId, manifestHash, salt] = [hash('project'), hash('manifest'), hash('salt')]
  const [positions, labels] = ['0x00020005', '0x0103'] as const
  const types = parseAbiParameters('bytes32, uint256, address, bytes32, bytes32, bytes32, bytes32, bytes32')
  const given = [projectId, manifestHash, keccak256(positions), keccak256(labels), salt] as const
  const expected = keccak256(encodeAbiParameters(types, [typehash, 31_337n, market.address, ...given]))
  assert.equal(await market.read.goldHashOf([projectId, manifestHash, positions, labels, salt]), expected)
})
