import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { type Address, zeroAddress } from 'viem'
import { eventsOf } from './support/events.ts'
import { reverts } from './support/reverts.ts'
import { stake } from './support/scenario.ts'
import { createWorld, unbondingPeriod, type World } from './support/world.ts'

let world: World
let staker: Address

beforeEach(async () => {
  world = await createWorld()
  staker = world.stranger
})

/** A locker that the test can call as: an account with the role. */
async function grantLocker(locker: Address): Promise<void> {
  await world.vault.write.grantRole([await world.vault.read.LOCKER_ROLE(), locker], { account: world.admin })
}

test('a vault without a token or an admin cannot be deployed', async () => {
  const { viem, admin, label } = world
  await reverts(viem.deployContract('StakeVault', [zeroAddress, 1, admin]), 'ZeroAddress')
  await reverts(viem.deployContract('StakeVault', [label.address, 1, zeroAddress]), 'ZeroAddress')
})

test('a deposit moves exactly its amount and credits the account named', async () => {
  const { label, vault, admin } = world
  await label.write.approve([vault.address, 30n], { account: admin })
  const transaction = await vault.write.deposit([staker, 30n], { account: admin })
  assert.deepEqual(await eventsOf(world, transaction), [
    { name: 'StakeDeposited', args: { account: staker, from: admin, amount: 30n, available: 30n } },
  ])
  assert.deepEqual(await vault.read.stakeOf([staker]), { available: 30n, locked: 0n, unbonding: 0n, releaseAt: 0 })
  assert.equal(await label.read.balanceOf([vault.address]), 30n)
})

test('A12: a deposit of nothing, for nobody or beyond 128 bits is refused', async () => {
  const { viem, vault, admin, dollar } = world
  await reverts(vault.write.deposit([staker, 0n], { account: admin }), 'ZeroAmount')
  await reverts(vault.write.deposit([zeroAddress, 1n], { account: admin }), 'ZeroAddress')

  const wide = await viem.deployContract('StakeVault', [dollar.address, 0, admin])
  await dollar.write.mint([admin, 2n ** 128n])
  await dollar.write.approve([wide.address, 2n ** 128n], { account: admin })
  await reverts(wide.write.deposit([staker, 2n ** 128n], { account: admin }), 'SafeCastOverflowedUintDowncast', [
    128,
    2n ** 128n,
  ])
  await wide.write.deposit([staker, 2n ** 128n - 1n], { account: admin })
  await reverts(wide.write.deposit([staker, 2n ** 256n - 1n], { account: admin }), 'SafeCastOverflowedUintDowncast', [
    128,
    2n ** 256n - 1n,
  ])
  await reverts(wide.write.deposit([staker, 1n], { account: admin }), 'SafeCastOverflowedUintDowncast', [
    128,
    2n ** 128n,
  ])
})

test('A1: a token that takes a fee on transfer is refused', async () => {
  const { viem, admin } = world
  const fee = await viem.deployContract('FeeToken')
  const vault = await viem.deployContract('StakeVault', [fee.address, 1, admin])
  await fee.write.mint([admin, 1000n])
  await fee.write.approve([vault.address, 1000n], { account: admin })
  await reverts(vault.write.deposit([staker, 1000n], { account: admin }), 'UnsupportedToken', [1000n, 990n])
})

test('A5: a token that calls back cannot enter deposit or withdraw again', async () => {
  const { viem, admin } = world
  const token = await viem.deployContract('CallbackToken')
  const vault = await viem.deployContract('StakeVault', [token.address, 1, admin])
  await token.write.mint([admin, 10n])
  await token.write.approve([vault.address, 10n], { account: admin })
  for (const message of ['0x47e7ef24', '0x51cff8d9'] as const) {
    await token.write.arm([vault.address, `${message}${'0'.repeat(128)}`])
    await vault.write.deposit([staker, 5n], { account: admin })
    assert.equal(await token.read.succeeded(), false)
    // ReentrancyGuardReentrantCall()
    assert.equal(await token.read.answer(), '0x3ee5aeb5')
  }
})

test('stake can be withdrawn from the second of its release on, and not one second before', async () => {
  const { vault, label, requester } = world
  await stake(world, [staker], 50n)
  const unbond = await vault.write.unbond([20n], { account: staker })
  const releaseAt = (await world.now()) + BigInt(unbondingPeriod)
  assert.deepEqual(await eventsOf(world, unbond), [
    { name: 'UnbondStarted', args: { account: staker, amount: 20n, available: 30n, unbonding: 20n, releaseAt } },
  ])
  await world.nextBlockAt(releaseAt - 1n)
  await reverts(vault.write.withdraw([requester], { account: staker }), 'StillUnbonding', [staker, releaseAt])
  await world.nextBlockAt(releaseAt)
  const withdraw = await vault.write.withdraw([requester], { account: staker })
  assert.deepEqual(await eventsOf(world, withdraw), [
    { name: 'StakeWithdrawn', args: { account: staker, to: requester, amount: 20n } },
  ])
  assert.deepEqual(await vault.read.stakeOf([staker]), { available: 30n, locked: 0n, unbonding: 0n, releaseAt: 0 })
  assert.equal(await label.read.balanceOf([requester]), 20n)
  assert.equal(await label.read.balanceOf([vault.address]), 30n)
})

test('a second unbonding adds to the first and starts the time anew for both', async () => {
  const { vault } = world
  await stake(world, [staker], 50n)
  await vault.write.unbond([20n], { account: staker })
  await world.passTo((await world.now()) + 500n)
  await vault.write.unbond([5n], { account: staker })
  const releaseAt = Number(await world.now()) + unbondingPeriod
  assert.deepEqual(await vault.read.stakeOf([staker]), { available: 25n, locked: 0n, unbonding: 25n, releaseAt })
})

test('unbonding nothing or more than is available is refused', async () => {
  const { vault } = world
  await stake(world, [staker], 50n)
  await reverts(vault.write.unbond([0n], { account: staker }), 'ZeroAmount')
  await reverts(vault.write.unbond([51n], { account: staker }), 'InsufficientStake', [staker, 50n, 51n])
})

test('a withdrawal to nobody or of nothing is refused', async () => {
  const { vault } = world
  await reverts(vault.write.withdraw([zeroAddress], { account: staker }), 'ZeroAddress')
  await reverts(vault.write.withdraw([staker], { account: staker }), 'NothingUnbonding', [staker])
})

test('only a locker moves stake between available and locked', async () => {
  const { vault, requester } = world
  const role = await vault.read.LOCKER_ROLE()
  await stake(world, [staker], 50n)
  await reverts(vault.write.lock([staker, 1n], { account: staker }), 'AccessControlUnauthorizedAccount', [staker, role])
  await reverts(vault.write.unlock([staker, 1n], { account: staker }), 'AccessControlUnauthorizedAccount', [
    staker,
    role,
  ])

  await grantLocker(requester)
  const lock = await vault.write.lock([staker, 30n], { account: requester })
  assert.deepEqual(await eventsOf(world, lock), [
    { name: 'StakeLocked', args: { account: staker, amount: 30n, available: 20n, locked: 30n } },
  ])
  await reverts(vault.write.lock([staker, 21n], { account: requester }), 'InsufficientStake', [staker, 20n, 21n])
  await reverts(vault.write.unbond([21n], { account: staker }), 'InsufficientStake', [staker, 20n, 21n])
  const unlock = await vault.write.unlock([staker, 10n], { account: requester })
  assert.deepEqual(await eventsOf(world, unlock), [
    { name: 'StakeUnlocked', args: { account: staker, amount: 10n, available: 30n, locked: 20n } },
  ])
  await reverts(vault.write.unlock([staker, 21n], { account: requester }), 'InsufficientStake', [staker, 20n, 21n])
  await reverts(vault.write.lock([staker, 0n], { account: requester }), 'ZeroAmount')
  await reverts(vault.write.unlock([staker, 0n], { account: requester }), 'ZeroAmount')
})

test('a locker whose role was revoked locks no more, yet still unlocks', async () => {
  const { vault, requester, admin } = world
  const role = await vault.read.LOCKER_ROLE()
  await stake(world, [staker], 50n)
  await grantLocker(requester)
  await vault.write.lock([staker, 30n], { account: requester })
  await vault.write.revokeRole([role, requester], { account: admin })
  await reverts(vault.write.lock([staker, 1n], { account: requester }), 'AccessControlUnauthorizedAccount', [
    requester,
    role,
  ])
  await vault.write.unlock([staker, 30n], { account: requester })
  assert.equal((await vault.read.stakeOf([staker])).available, 50n)
})

test('a locker moves the stakes of many at once, in order, all or none', async () => {
  const { vault, requester, admin, annotators } = world
  const [a, b, c] = annotators
  assert.ok(a && b && c)
  await stake(world, [a, b], 50n)
  const role = await vault.read.LOCKER_ROLE()
  const account = requester
  const refusal = [requester, role]
  await reverts(vault.write.lockEach([[a], 1n], { account }), 'AccessControlUnauthorizedAccount', refusal)
  await reverts(vault.write.unlockEach([[a], 1n], { account }), 'AccessControlUnauthorizedAccount', refusal)

  await grantLocker(requester)
  const lock = await vault.write.lockEach([[b, a, b], 20n], { account })
  const locked = (account: Address, available: bigint, total: bigint) => ({
    name: 'StakeLocked',
    args: { account, amount: 20n, available, locked: total },
  })
  assert.deepEqual(await eventsOf(world, lock), [locked(b, 30n, 20n), locked(a, 30n, 20n), locked(b, 10n, 40n)])
  await reverts(vault.write.lockEach([[a, c], 20n], { account }), 'InsufficientStake', [c, 0n, 20n])
  await reverts(vault.write.lockEach([[a], 0n], { account }), 'ZeroAmount')
  await reverts(vault.write.unlockEach([[a], 0n], { account }), 'ZeroAmount')
  await reverts(vault.write.unlockEach([[b, a, a], 20n], { account }), 'InsufficientStake', [a, 0n, 20n])
  assert.equal((await vault.read.stakeOf([a])).locked, 20n)

  await vault.write.revokeRole([role, requester], { account: admin })
  await reverts(vault.write.lockEach([[a], 1n], { account }), 'AccessControlUnauthorizedAccount', refusal)
  const unlock = await vault.write.unlockEach([[a, b], 20n], { account })
  assert.deepEqual(await eventsOf(world, unlock), [
    { name: 'StakeUnlocked', args: { account: a, amount: 20n, available: 50n, locked: 0n } },
    { name: 'StakeUnlocked', args: { account: b, amount: 20n, available: 30n, locked: 20n } },
  ])
})
