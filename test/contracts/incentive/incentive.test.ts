import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { type Address, encodeFunctionData, getAddress, type Hex, zeroAddress } from 'viem'
import { createGround, type Ground, idOf, slasherRole } from '../support/ground.ts'
import { reverts } from '../support/reverts.ts'

const batchState = { settled: 6, void: 7 } as const
const epoch = 604_800n
const batch = idOf('batch')
const project = idOf('project')
const whole = 10n ** 18n

let ground: Ground
let scene: Awaited<ReturnType<typeof createScene>>

async function createScene() {
  const { viem, admin, timelock, annotator } = ground
  const label = await viem.deployContract('LabelTokenStandIn')
  const dollar = await viem.deployContract('MintableToken')
  const vault = await viem.deployContract('StakeVault', [label.address, 1000, admin])
  const market = await viem.deployContract('MarketStandIn', [vault.address])
  const pool = await viem.deployContract('IncentivePool', [timelock.address, 1500n, 500n])
  await label.write.mint([pool.address, 1000n])
  await pool.write.wire([label.address, market.address])
  await market.write.setBatch([batch, project, batchState.settled])
  await market.write.setSeat([batch, annotator, 4, 1000n])
  return { label, dollar, vault, market, pool }
}

const admit = (rate = whole, cap = 10_000n) => ground.asOwner(scene.pool, 'admit', [project, rate, cap])
const pay = (...annotators: Address[]) => scene.pool.write.payBonus([batch, annotators], { account: ground.stranger })
const seat = (annotator: Address, reward: bigint, tier = 4) =>
  scene.market.write.setSeat([batch, annotator, tier, reward])
const events = (transaction: Hex) => ground.eventsOf(transaction, scene.pool)
const labelsOf = (account: Address) => scene.label.read.balanceOf([account])

/** The next epoch's first second, so that no test begins at the end of one. */
const nextEpoch = async () => ((await ground.now()) / epoch + 1n) * epoch

beforeEach(async () => {
  ground = await createGround()
  scene = await createScene()
  await ground.passTo(await nextEpoch())
})

describe('IncentivePool.wire', () => {
  const fresh = () => ground.viem.deployContract('IncentivePool', [ground.timelock.address, 1500n, 500n])

  it('it should refuse to be wired by anyone but its deployer', async () => {
    const pool = await fresh()
    const { label, market } = scene
    const wire = pool.write.wire([label.address, market.address], { account: ground.stranger })
    await reverts(wire, 'NotDeployer', [ground.stranger])
  })

  it('A69: it should refuse nobody as token, market or owner, and a share above the whole', async () => {
    const { viem, timelock, stranger } = ground
    const pool = await fresh()
    await reverts(pool.write.wire([zeroAddress, scene.market.address]), 'ZeroAddress')
    await reverts(pool.write.wire([scene.label.address, zeroAddress]), 'ZeroAddress')
    await reverts(viem.deployContract('IncentivePool', [stranger, 1500n, 1n]), 'OwnerWithoutCode', [stranger])
    await reverts(viem.deployContract('IncentivePool', [timelock.address, 10_001n, 1n]), 'InvalidShare', [10_001n])
  })

  it('it should refuse to be wired without its funds', async () => {
    const pool = await fresh()
    const { label, market } = scene
    await reverts(pool.write.wire([label.address, market.address]), 'NotFunded', [0n, 1000n])
    await label.write.mint([pool.address, 999n])
    await reverts(pool.write.wire([label.address, market.address]), 'NotFunded', [999n, 1000n])
    assert.equal(await pool.read.isFunded(), false)
  })

  it('it should be funded from then on, and say so', async () => {
    const pool = await fresh()
    const { label, market, vault } = scene
    await label.write.mint([pool.address, 1001n])
    const wired = await pool.write.wire([label.address, market.address])
    const [addresses] = await ground.eventsOf(wired, pool)
    assert.deepEqual(addresses?.args, {
      label: getAddress(label.address),
      market: getAddress(market.address),
      vault: getAddress(vault.address),
      allocation: 1001n,
    })
    assert.deepEqual([await pool.read.isFunded(), await pool.read.allocation()], [true, 1001n])
    const read = [await pool.read.label(), await pool.read.market(), await pool.read.vault()]
    assert.deepEqual(read, [getAddress(label.address), getAddress(market.address), getAddress(vault.address)])
  })

  it('it should not be funded where its token took some back', async () => {
    const { label, pool } = scene
    assert.equal(await pool.read.isFunded(), true)
    await label.write.burn([pool.address, 1n])
    assert.equal(await pool.read.isFunded(), false)
  })

  it('A71: it should refuse a second wiring', async () => {
    await reverts(scene.pool.write.wire([scene.label.address, scene.market.address]), 'AlreadyWired')
  })

  it('it should pay and collect nothing before', async () => {
    const pool = await fresh()
    await reverts(pool.write.payBonus([batch, []]), 'NotWired')
    await reverts(pool.write.collectPay([scene.dollar.address]), 'NotWired')
    await reverts(pool.write.collectStake(), 'NotWired')
  })
})

describe('IncentivePool.admit', () => {
  it('it should refuse terms by anyone but the owner', async () => {
    const refusal = ['OwnableUnauthorizedAccount', [ground.admin]] as const
    await reverts(scene.pool.write.admit([project, 1n, 1n]), ...refusal)
    await reverts(scene.pool.write.setEpochCap([1n]), ...refusal)
  })

  it("it should store a project's terms and the cap of all", async () => {
    assert.deepEqual(await events(await admit(2n, 3n)), [
      { name: 'ProjectAdmitted', args: { projectId: project, rate: 2n, epochCap: 3n } },
    ])
    assert.deepEqual(await scene.pool.read.admissionOf([project]), { rate: 2n, epochCap: 3n })
    assert.deepEqual(await events(await ground.asOwner(scene.pool, 'setEpochCap', [7n])), [
      { name: 'EpochCapSet', args: { epochCap: 7n } },
    ])
    assert.equal(await scene.pool.read.epochCap(), 7n)
    assert.deepEqual([await scene.pool.read.BONUS_BPS(), await scene.pool.read.EPOCH()], [1500n, epoch])
  })

  it("it should end a project's bonuses with a rate of 0", async () => {
    await admit()
    await admit(0n)
    await reverts(pay(ground.annotator), 'NotAdmitted', [project])
  })
})

describe('IncentivePool.payBonus', () => {
  beforeEach(async () => {
    await admit()
  })

  it('it should refuse a batch in any state but Settled', async () => {
    for (const state of [0, 1, 2, 3, 4, 5, batchState.void]) {
      await scene.market.write.setBatch([batch, project, state])
      await reverts(pay(ground.annotator), 'NotSettled', [batch])
    }
  })

  it('it should refuse a project without terms', async () => {
    await scene.market.write.setBatch([batch, idOf('another'), batchState.settled])
    await reverts(pay(ground.annotator), 'NotAdmitted', [idOf('another')])
  })

  it('A19: it should refuse to pay nobody, nobody of tier 4, or the same twice', async () => {
    await seat(ground.keeper, 1000n, 3)
    await reverts(pay(), 'NothingToPay', [batch])
    await reverts(pay(ground.keeper, ground.stranger), 'NothingToPay', [batch])
    await pay(ground.annotator)
    await reverts(pay(ground.annotator), 'NothingToPay', [batch])
    assert.equal(await labelsOf(ground.annotator), 150n)
  })

  it('it should pay reward times rate times share, rounded down', async () => {
    const { annotator } = ground
    await seat(annotator, 1999n)
    await admit(whole / 10n)
    const paid = await pay(annotator)
    const now = (await ground.now()) / epoch
    assert.deepEqual(await events(paid), [
      {
        name: 'BonusAccrued',
        args: {
          batchId: batch,
          annotator,
          projectId: project,
          amount: 29n,
          curtailed: 0n,
          epoch: now,
          projectSpent: 29n,
          spent: 29n,
          allocation: 971n,
          claimable: 29n,
        },
      },
      { name: 'BonusPaid', args: { batchId: batch, annotator, amount: 29n, claimable: 0n } },
    ])
    assert.equal(await labelsOf(annotator), 29n)
    assert.equal(await scene.pool.read.allocation(), 971n)
    assert.equal(await scene.pool.read.isDecided([batch, annotator]), true)
    assert.deepEqual(await scene.pool.read.spendingOf([project]), { epoch: now, amount: 29n })
    assert.deepEqual(await scene.pool.read.spending(), { epoch: now, amount: 29n })
  })

  it('it should pass over whom the tally put into another tier', async () => {
    const { annotator, keeper, reporter } = ground
    await seat(keeper, 1000n, 3)
    await pay(keeper, annotator, reporter)
    assert.deepEqual([await labelsOf(keeper), await labelsOf(annotator), await labelsOf(reporter)], [0n, 150n, 0n])
    assert.equal(await scene.pool.read.isDecided([batch, keeper]), false)
  })

  it('A22: it should pay a seat named twice once', async () => {
    await pay(ground.annotator, ground.annotator)
    assert.equal(await labelsOf(ground.annotator), 150n)
  })

  it('it should decide a bonus of zero for good', async () => {
    const { annotator } = ground
    await seat(annotator, 6n)
    const names = (await events(await pay(annotator))).map(({ name }) => name)
    assert.deepEqual(names, ['BonusAccrued'])
    await seat(annotator, 1000n)
    await reverts(pay(annotator), 'NothingToPay', [batch])
  })

  it("it should leave out for good what exceeds the project's cap, and say so", async () => {
    const { annotator, keeper } = ground
    await admit(whole, 200n)
    await seat(keeper, 1000n)
    const accrued = (await events(await pay(annotator, keeper))).filter(({ name }) => name === 'BonusAccrued')
    assert.deepEqual(
      accrued.map(({ args }) => [args.amount, args.curtailed, args.projectSpent]),
      [
        [150n, 0n, 150n],
        [50n, 100n, 200n],
      ],
    )
    await ground.passTo(await nextEpoch())
    await reverts(pay(annotator, keeper), 'NothingToPay', [batch])
    assert.deepEqual([await labelsOf(annotator), await labelsOf(keeper)], [150n, 50n])
  })

  it('it should leave out for good what exceeds the cap of all', async () => {
    const { annotator, keeper } = ground
    await seat(annotator, 3000n)
    await seat(keeper, 3000n)
    await pay(annotator, keeper)
    assert.deepEqual([await labelsOf(annotator), await labelsOf(keeper)], [450n, 50n])
    await ground.asOwner(scene.pool, 'setEpochCap', [100n])
    await seat(ground.reporter, 3000n)
    const [accrued] = await events(await pay(ground.reporter))
    assert.deepEqual([accrued?.args.amount, accrued?.args.curtailed], [0n, 450n])
  })

  it('it should begin anew with the epoch', async () => {
    const { annotator, keeper } = ground
    await seat(annotator, 4000n)
    await seat(keeper, 2000n)
    const next = await nextEpoch()
    await ground.nextBlockAt(next - 1n)
    await pay(annotator)
    await ground.nextBlockAt(next)
    await pay(keeper)
    assert.deepEqual([await labelsOf(annotator), await labelsOf(keeper)], [500n, 300n])
    assert.deepEqual(await scene.pool.read.spending(), { epoch: next / epoch, amount: 300n })
  })

  it('A13: it should pay what is left and never touch the insurance or what others can claim', async () => {
    const { annotator, keeper, reporter } = ground
    const { label, market, pool } = scene
    await ground.asOwner(pool, 'setEpochCap', [5000n])
    await label.write.setTrap([keeper, 1])
    await seat(keeper, 4000n)
    await pay(keeper)
    await label.write.mint([market.address, 70n])
    await market.write.addClaimable([pool.address, label.address, 70n])
    await pool.write.collectPay([label.address])
    await seat(annotator, 4000n)
    await pay(annotator)
    assert.equal(await labelsOf(annotator), 400n)
    assert.equal(await pool.read.allocation(), 0n)
    assert.equal(await pool.read.isFunded(), false)
    await seat(reporter, 4000n)
    await pay(reporter)
    assert.equal(await labelsOf(reporter), 0n)
    assert.equal(await labelsOf(pool.address), 600n + 70n)
    await pool.write.claim([reporter], { account: keeper })
    assert.equal(await labelsOf(pool.address), 70n)
  })

  it('A7: it should keep its bonus claimable and pay the others', async () => {
    const { annotator, keeper } = ground
    await seat(keeper, 1000n)
    for (const [index, trap] of [1, 2, 3, 4, 5, 6].entries()) {
      const batchId = idOf(`trap ${index}`)
      await scene.market.write.setBatch([batchId, project, batchState.settled])
      for (const each of [annotator, keeper]) await scene.market.write.setSeat([batchId, each, 4, 100n])
      await scene.label.write.setTrap([annotator, trap])
      await scene.pool.write.payBonus([batchId, [annotator, keeper]])
      assert.equal(await scene.pool.read.claimableOf([annotator]), 15n * BigInt(index + 1))
      assert.equal(await labelsOf(keeper), 15n * BigInt(index + 1))
    }
    assert.equal(await labelsOf(annotator), 0n)
    assert.equal(await scene.pool.read.isFunded(), true)
  })

  it('it should compute without overflow', async () => {
    await seat(ground.annotator, 512n * 2n ** 97n)
    await admit(2n ** 128n - 1n, 2n ** 128n - 1n)
    const [accrued] = await events(await pay(ground.annotator))
    assert.equal(accrued?.args.amount, 500n)
  })
})

describe('IncentivePool.claim', () => {
  it('it should refuse the zero address', async () => {
    await reverts(scene.pool.write.claim([zeroAddress]), 'ZeroAddress')
  })

  it('A20: it should refuse who has nothing to claim', async () => {
    await reverts(scene.pool.write.claim([ground.admin]), 'NothingToClaim', [ground.admin])
  })

  it('A9: it should send all of it to another account, once', async () => {
    const { annotator, stranger } = ground
    await admit()
    await scene.label.write.setTrap([annotator, 1])
    await pay(annotator)
    const claimed = await scene.pool.write.claim([stranger], { account: annotator })
    assert.deepEqual(await events(claimed), [{ name: 'BonusClaimed', args: { annotator, to: stranger, amount: 150n } }])
    assert.equal(await labelsOf(stranger), 150n)
    await reverts(scene.pool.write.claim([stranger], { account: annotator }), 'NothingToClaim', [annotator])
  })
})

describe('IncentivePool.collectPay, IncentivePool.collectStake', () => {
  it('it should insure what the market really sent', async () => {
    const { dollar, market, pool } = scene
    for (const [amount, insurance] of [
      [70n, 70n],
      [5n, 75n],
    ] as const) {
      await dollar.write.mint([market.address, amount])
      await market.write.addClaimable([pool.address, dollar.address, amount])
      const collected = await pool.write.collectPay([dollar.address], { account: ground.stranger })
      const token = getAddress(dollar.address)
      assert.deepEqual(await events(collected), [{ name: 'InsuranceReceived', args: { token, amount, insurance } }])
    }
    const fee = await ground.viem.deployContract('FeeToken')
    await fee.write.mint([market.address, 1000n])
    await market.write.addClaimable([pool.address, fee.address, 1000n])
    await pool.write.collectPay([fee.address])
    assert.equal(await pool.read.insuranceOf([fee.address]), 990n)
    assert.equal(await pool.read.insuranceOf([dollar.address]), 75n)
    assert.equal(await pool.read.allocation(), 1000n)
  })

  it('A5: it should not let a token enter again', async () => {
    const { market, pool } = scene
    const token = await ground.viem.deployContract('CallbackToken')
    await token.write.mint([market.address, 10n])
    await market.write.addClaimable([pool.address, token.address, 10n])
    const message = encodeFunctionData({ abi: pool.abi, functionName: 'collectPay', args: [token.address] })
    await token.write.arm([pool.address, message])
    await pool.write.collectPay([token.address])
    assert.equal(await token.read.succeeded(), false)
    // ReentrancyGuardReentrantCall()
    assert.equal(await token.read.answer(), '0x3ee5aeb5')
    assert.equal(await pool.read.insuranceOf([token.address]), 10n)
  })

  /** Slashes the annotator's stake to the pool. */
  const slash = async (amount: bigint) => {
    const { label, pool, vault } = scene
    const { admin, annotator, court } = ground
    await vault.write.grantRole([slasherRole, court])
    await label.write.mint([admin, amount])
    await label.write.approve([vault.address, amount])
    await vault.write.deposit([annotator, amount])
    await vault.write.hold([annotator, amount], { account: court })
    await vault.write.slash([annotator, [pool.address], [amount]], { account: court })
  }

  it('it should unbond it, then withdraw it when it is released', async () => {
    const { label, pool, vault } = scene
    await slash(40n)
    assert.deepEqual(await events(await pool.write.collectStake()), [])
    await slash(7n)
    const { releaseAt } = await vault.read.stakeOf([pool.address])
    await ground.nextBlockAt(BigInt(releaseAt))
    const collected = await pool.write.collectStake({ account: ground.stranger })
    const token = getAddress(label.address)
    assert.deepEqual(await events(collected), [
      { name: 'InsuranceReceived', args: { token, amount: 40n, insurance: 40n } },
    ])
    assert.equal((await vault.read.stakeOf([pool.address])).unbonding, 7n)
    await ground.passTo((await ground.now()) + 1000n)
    await pool.write.collectStake()
    assert.equal(await pool.read.insuranceOf([label.address]), 47n)
    assert.deepEqual([await pool.read.allocation(), await pool.read.isFunded()], [1000n, true])
  })

  it('A11: it should not let a gift of stake put off the release', async () => {
    const { label, pool, vault } = scene
    await slash(40n)
    await pool.write.collectStake()
    const { releaseAt } = await vault.read.stakeOf([pool.address])
    await label.write.mint([ground.admin, 1n])
    await label.write.approve([vault.address, 1n])
    await vault.write.deposit([pool.address, 1n])
    await ground.nextBlockAt(BigInt(releaseAt) - 1n)
    await reverts(pool.write.collectStake(), 'StillUnbonding', [getAddress(pool.address), BigInt(releaseAt)])
    await ground.nextBlockAt(BigInt(releaseAt))
    await pool.write.collectStake()
    assert.equal(await pool.read.insuranceOf([label.address]), 40n)
  })

  it('it should refuse to collect nothing', async () => {
    await reverts(scene.pool.write.collectStake(), 'NothingToCollect')
  })

  it('A11: it should count a gift to nobody', async () => {
    const { label, pool } = scene
    await label.write.mint([pool.address, 9n])
    assert.deepEqual([await pool.read.allocation(), await pool.read.insuranceOf([label.address])], [1000n, 0n])
    const refund = ground.asOwner(pool, 'payInsurance', [label.address, ground.stranger, 1n, idOf('why')])
    await reverts(refund, 'InsufficientInsurance', [getAddress(label.address), 0n, 1n])
  })
})

describe('IncentivePool.payInsurance', () => {
  const refund = (token: Address, to: Address, amount: bigint) =>
    ground.asOwner(scene.pool, 'payInsurance', [token, to, amount, idOf('why')])

  it('it should refuse a refund by anyone but the owner', async () => {
    const { admin } = ground
    const refunded = scene.pool.write.payInsurance([scene.label.address, admin, 1n, idOf('why')])
    await reverts(refunded, 'OwnableUnauthorizedAccount', [admin])
  })

  it('it should refuse a refund of nothing or to nobody', async () => {
    await reverts(refund(scene.dollar.address, zeroAddress, 1n), 'ZeroAddress')
    await reverts(refund(scene.dollar.address, ground.stranger, 0n), 'ZeroAmount')
  })

  it('it should refuse to touch the allocation', async () => {
    const { label, market, pool } = scene
    await label.write.mint([market.address, 6n])
    await market.write.addClaimable([pool.address, label.address, 6n])
    await pool.write.collectPay([label.address])
    const token = getAddress(label.address)
    await reverts(refund(token, ground.stranger, 7n), 'InsufficientInsurance', [token, 6n, 7n])
    await refund(token, ground.stranger, 6n)
    await reverts(refund(token, ground.stranger, 1n), 'InsufficientInsurance', [token, 0n, 1n])
    assert.equal(await labelsOf(pool.address), 1000n)
  })

  it('it should send it and say why', async () => {
    const { dollar, market, pool } = scene
    await dollar.write.mint([market.address, 70n])
    await market.write.addClaimable([pool.address, dollar.address, 70n])
    await pool.write.collectPay([dollar.address])
    const token = getAddress(dollar.address)
    const paid = await refund(token, ground.stranger, 30n)
    const args = { token, to: ground.stranger, amount: 30n, reason: idOf('why'), insurance: 40n }
    assert.deepEqual(await events(paid), [{ name: 'InsurancePaid', args }])
    assert.equal(await dollar.read.balanceOf([ground.stranger]), 30n)
    assert.equal(await pool.read.insuranceOf([token]), 40n)
  })
})
