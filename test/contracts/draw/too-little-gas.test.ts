import assert from 'node:assert/strict'
import { it } from 'node:test'
import { BaseError, ContractFunctionRevertedError } from 'viem'
import { createDrawWorld, passSeedBlock, poolOf, request } from './support/world.ts'

/** For one question to a consumer: 100,000, what EIP-150 keeps back of that, and 5,000. */
const needed = 100_000n + 100_000n / 63n + 5_000n

it('should say how much gas was left, and how much is needed', async () => {
  const world = await createDrawWorld()
  const { pool } = world
  const drawId = await request(world, await poolOf(world, 1, 1, 1), 3)
  await passSeedBlock(world, drawId)
  await world.mine(1)
  const failure: unknown = await pool.simulate.fulfil([drawId], { gas: 140_000n }).catch((error: unknown) => error)
  const reverted =
    failure instanceof BaseError && failure.walk((cause) => cause instanceof ContractFunctionRevertedError)
  assert.ok(reverted instanceof ContractFunctionRevertedError)
  const [left, asked] = (reverted.data?.args ?? []) as readonly bigint[]
  assert.equal(asked, needed)
  assert.ok(left !== undefined && left > 0n && left < needed, String(left))
})
