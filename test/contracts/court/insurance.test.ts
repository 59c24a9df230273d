import assert from 'node:assert/strict'
import { it } from 'node:test'
import { freshCourtWorld } from './support/world.ts'

it('it should give the insurance 1 wei too', async () => {
  const world = await freshCourtWorld()
  const { court, vault, insurance } = world
  await world.fund([insurance], 1n)
  await court.write.deposit([1n], { account: insurance })
  await court.write.payInsurance()
  assert.equal((await vault.read.stakeOf([insurance])).available, 1n)
})
