import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { type Address, encodeFunctionData, getAddress, type Hex, zeroAddress } from 'viem'
import { createGround, type Ground, lockerRole, slasherRole } from '../support/ground.ts'
import { reverts } from '../support/reverts.ts'

const period = 1000

let ground: Ground
let staker: Address
let locker: Address
let vault: Awaited<ReturnType<typeof deployVault>>

async function deployVault() {
  const { viem, admin } = ground
  const token = await viem.deployContract('MintableToken')
  const deployed = await viem.deployContract('StakeVault', [token.address, period, admin])
  await token.write.mint([admin, 1000n])
  await token.write.approve([deployed.address, 1000n])
  return Object.assign(deployed, { staked: token })
}

const events = (transaction: Hex) => ground.eventsOf(transaction, vault)
const stakeOf = async (account: Address) => {
  const { available, locked, unbonding, releaseAt } = await vault.read.stakeOf([account])
  return [available, locked, unbonding, releaseAt]
}

beforeEach(async () => {
  ground = await createGround()
  staker = ground.annotator
  locker = ground.requester
  vault = await deployVault()
})

describe('StakeVault', () => {
  it('A69: it should refuse a vault without a token or an admin', async () => {
    const { viem, admin } = ground
    await reverts(viem.deployContract('StakeVault', [zeroAddress, 1, admin]), 'ZeroAddress')
    await reverts(viem.deployContract('StakeVault', [vault.staked.address, 1, zeroAddress]), 'ZeroAddress')
  })

  it('it should name token, period and roles', async () => {
    assert.equal(await vault.read.token(), getAddress(vault.staked.address))
    assert.equal(await vault.read.unbondingPeriod(), period)
    assert.equal(await vault.read.LOCKER_ROLE(), lockerRole)
    assert.equal(await vault.read.SLASHER_ROLE(), slasherRole)
  })

  it('it should make no slasher once its admin renounced', async () => {
    const { admin, stranger } = ground
    const role: Hex = `0x${'0'.repeat(64)}`
    await vault.write.renounceRole([role, admin])
    for (const account of [admin, stranger]) {
      const granted = vault.write.grantRole([slasherRole, stranger], { account })
      await reverts(granted, 'AccessControlUnauthorizedAccount', [account, role])
    }
  })
})

describe('StakeVault.deposit', () => {
  it('A12: it should refuse a deposit of nothing, for nobody or beyond 128 bits', async () => {
    const overflow = (value: bigint) => ['SafeCastOverflowedUintDowncast', [128, value]] as const
    await reverts(vault.write.deposit([staker, 0n]), 'ZeroAmount')
    await reverts(vault.write.deposit([zeroAddress, 1n]), 'ZeroAddress')
    await vault.staked.write.mint([ground.admin, 2n ** 128n])
    await vault.staked.write.approve([vault.address, 2n ** 129n])
    await reverts(vault.write.deposit([staker, 2n ** 128n]), ...overflow(2n ** 128n))
    await vault.write.deposit([staker, 2n ** 128n - 1n])
    await reverts(vault.write.deposit([staker, 2n ** 256n - 1n]), ...overflow(2n ** 256n - 1n))
    await reverts(vault.write.deposit([staker, 1n]), ...overflow(2n ** 128n))
  })

  it('A1: it should refuse what arrives short', async () => {
    const { viem, admin } = ground
    const fee = await viem.deployContract('FeeToken')
    const wary = await viem.deployContract('StakeVault', [fee.address, 1, admin])
    await fee.write.mint([admin, 1000n])
    await fee.write.approve([wary.address, 1000n])
    await reverts(wary.write.deposit([staker, 1000n]), 'UnsupportedToken', [1000n, 990n])
  })

  it('A5: it should not be entered again, nor should a withdrawal', async () => {
    const { viem, admin } = ground
    const token = await viem.deployContract('CallbackToken')
    const entered = await viem.deployContract('StakeVault', [token.address, 0, admin])
    await token.write.mint([admin, 20n])
    await token.write.approve([entered.address, 20n])
    const deposit = encodeFunctionData({ abi: entered.abi, functionName: 'deposit', args: [staker, 1n] })
    const withdraw = encodeFunctionData({ abi: entered.abi, functionName: 'withdraw', args: [staker] })
    const isShut = async () => {
      assert.equal(await token.read.succeeded(), false)
      // ReentrancyGuardReentrantCall()
      assert.equal(await token.read.answer(), '0x3ee5aeb5')
    }
    for (const message of [deposit, withdraw]) {
      await token.write.arm([entered.address, message])
      await entered.write.deposit([admin, 5n])
      await isShut()
      await entered.write.unbond([5n])
      await token.write.arm([entered.address, message])
      await entered.write.withdraw([admin])
      await isShut()
    }
  })

  it('it should move exactly the amount and credit the account named', async () => {
    const { admin } = ground
    await vault.write.deposit([staker, 12n])
    assert.deepEqual(await events(await vault.write.deposit([staker, 30n])), [
      { name: 'StakeDeposited', args: { account: staker, from: admin, amount: 30n, available: 42n } },
    ])
    assert.deepEqual(await stakeOf(staker), [42n, 0n, 0n, 0])
    assert.equal(await vault.staked.read.balanceOf([vault.address]), 42n)
  })
})

describe('StakeVault.unbond', () => {
  beforeEach(async () => {
    await vault.write.deposit([staker, 50n])
  })

  it('it should refuse nothing and more than is available', async () => {
    await reverts(vault.write.unbond([0n], { account: staker }), 'ZeroAmount')
    await reverts(vault.write.unbond([51n], { account: staker }), 'InsufficientStake', [staker, 50n, 51n])
  })

  it('it should move available stake to unbonding', async () => {
    const unbond = await vault.write.unbond([20n], { account: staker })
    const releaseAt = (await ground.now()) + BigInt(period)
    assert.deepEqual(await events(unbond), [
      { name: 'UnbondStarted', args: { account: staker, amount: 20n, available: 30n, unbonding: 20n, releaseAt } },
    ])
    assert.deepEqual(await stakeOf(staker), [30n, 0n, 20n, Number(releaseAt)])
  })

  it('it should add to it and start the time anew for both', async () => {
    await vault.write.unbond([20n], { account: staker })
    await ground.passTo((await ground.now()) + 500n)
    await vault.write.unbond([5n], { account: staker })
    assert.deepEqual(await stakeOf(staker), [25n, 0n, 25n, Number(await ground.now()) + period])
  })
})

describe('StakeVault.withdraw', () => {
  it('it should refuse nobody and nothing', async () => {
    await reverts(vault.write.withdraw([zeroAddress], { account: staker }), 'ZeroAddress')
    await reverts(vault.write.withdraw([staker], { account: staker }), 'NothingUnbonding', [staker])
  })

  it('it should send it from the second of its release on, and not one second before', async () => {
    const { stranger } = ground
    await vault.write.deposit([staker, 50n])
    await vault.write.unbond([20n], { account: staker })
    const releaseAt = (await ground.now()) + BigInt(period)
    await ground.nextBlockAt(releaseAt - 1n)
    await reverts(vault.write.withdraw([stranger], { account: staker }), 'StillUnbonding', [staker, releaseAt])
    await ground.nextBlockAt(releaseAt)
    assert.deepEqual(await events(await vault.write.withdraw([stranger], { account: staker })), [
      { name: 'StakeWithdrawn', args: { account: staker, to: stranger, amount: 20n } },
    ])
    assert.deepEqual(await stakeOf(staker), [30n, 0n, 0n, 0])
    assert.equal(await vault.staked.read.balanceOf([stranger]), 20n)
    assert.equal(await vault.staked.read.balanceOf([vault.address]), 30n)
  })
})

describe('StakeVault.lock, StakeVault.unlock, StakeVault.lockEach, StakeVault.unlockEach', () => {
  beforeEach(async () => {
    await vault.write.grantRole([lockerRole, locker])
    await vault.write.deposit([staker, 50n])
  })

  it('it should refuse a stranger, and a slasher that would lock', async () => {
    const { stranger, court } = ground
    await vault.write.grantRole([slasherRole, court])
    const name = 'AccessControlUnauthorizedAccount'
    for (const account of [stranger, court, staker]) {
      await reverts(vault.write.lock([staker, 1n], { account }), name, [account, lockerRole])
      await reverts(vault.write.lockEach([[staker], 1n], { account }), name, [account, lockerRole])
    }
    for (const account of [stranger, staker, ground.admin]) {
      await reverts(vault.write.unlock([staker, 1n], { account }), name, [account, lockerRole])
      await reverts(vault.write.unlockEach([[staker], 1n], { account }), name, [account, lockerRole])
    }
  })

  it('it should refuse nothing and more than there is', async () => {
    const account = locker
    await vault.write.lock([staker, 30n], { account })
    await reverts(vault.write.lock([staker, 0n], { account }), 'ZeroAmount')
    await reverts(vault.write.unlock([staker, 0n], { account }), 'ZeroAmount')
    await reverts(vault.write.lock([staker, 21n], { account }), 'InsufficientStake', [staker, 20n, 21n])
    await reverts(vault.write.unlock([staker, 31n], { account }), 'InsufficientStake', [staker, 30n, 31n])
    await reverts(vault.write.unbond([21n], { account: staker }), 'InsufficientStake', [staker, 20n, 21n])
  })

  it('it should move stake between available and locked', async () => {
    assert.deepEqual(await events(await vault.write.lock([staker, 30n], { account: locker })), [
      { name: 'StakeLocked', args: { account: staker, amount: 30n, available: 20n, locked: 30n } },
    ])
    assert.deepEqual(await events(await vault.write.unlock([staker, 10n], { account: locker })), [
      { name: 'StakeUnlocked', args: { account: staker, amount: 10n, available: 30n, locked: 20n } },
    ])
    assert.deepEqual(await stakeOf(staker), [30n, 20n, 0n, 0])
  })

  it('it should move the stakes of many, in order, all or none', async () => {
    const { keeper, stranger } = ground
    const account = locker
    await vault.write.deposit([keeper, 50n])
    const moved = (name: string, who: Address, available: bigint, locked: bigint) => ({
      name,
      args: { account: who, amount: 20n, available, locked },
    })
    const lock = await vault.write.lockEach([[keeper, staker, keeper], 20n], { account })
    assert.deepEqual(await events(lock), [
      moved('StakeLocked', keeper, 30n, 20n),
      moved('StakeLocked', staker, 30n, 20n),
      moved('StakeLocked', keeper, 10n, 40n),
    ])
    const short = vault.write.lockEach([[staker, stranger], 20n], { account })
    await reverts(short, 'InsufficientStake', [stranger, 0n, 20n])
    await reverts(vault.write.lockEach([[staker], 0n], { account }), 'ZeroAmount')
    await reverts(vault.write.unlockEach([[staker], 0n], { account }), 'ZeroAmount')
    const twice = vault.write.unlockEach([[keeper, staker, staker], 20n], { account })
    await reverts(twice, 'InsufficientStake', [staker, 0n, 20n])
    assert.deepEqual(await stakeOf(staker), [30n, 20n, 0n, 0])
    const unlock = await vault.write.unlockEach([[staker, keeper], 20n], { account })
    assert.deepEqual(await events(unlock), [
      moved('StakeUnlocked', staker, 50n, 0n),
      moved('StakeUnlocked', keeper, 30n, 20n),
    ])
  })

  it('it should lock no more, yet still unlock', async () => {
    await vault.write.lock([staker, 30n], { account: locker })
    await vault.write.revokeRole([lockerRole, locker])
    const name = 'AccessControlUnauthorizedAccount'
    await reverts(vault.write.lock([staker, 1n], { account: locker }), name, [locker, lockerRole])
    await reverts(vault.write.lockEach([[staker], 1n], { account: locker }), name, [locker, lockerRole])
    await vault.write.unlock([staker, 10n], { account: locker })
    await vault.write.unlockEach([[staker], 20n], { account: locker })
    assert.deepEqual(await stakeOf(staker), [50n, 0n, 0n, 0])
  })
})
