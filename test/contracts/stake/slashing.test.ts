import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { type Address, zeroAddress } from 'viem'
import { createGround, type Ground, lockerRole, slasherRole } from '../support/ground.ts'
import { seededRandom } from '../support/random.ts'
import { errorNameOf, reverts } from '../support/reverts.ts'

const seed = Number(process.env.TEST_SEED ?? 1)
const period = 1000

let ground: Ground
let staker: Address
let slasher: Address
let vault: Awaited<ReturnType<typeof deployVault>>

async function deployVault() {
  const { viem, admin, requester, court } = ground
  const token = await viem.deployContract('MintableToken')
  const deployed = await viem.deployContract('StakeVault', [token.address, period, admin])
  await deployed.write.grantRole([lockerRole, requester])
  await deployed.write.grantRole([slasherRole, court])
  await token.write.mint([admin, 10n ** 9n])
  await token.write.approve([deployed.address, 10n ** 9n])
  return Object.assign(deployed, { staked: token })
}

const balances = async (account: Address) => {
  const { available, locked, unbonding, releaseAt } = await vault.read.stakeOf([account])
  return [available, locked, unbonding, releaseAt]
}

beforeEach(async () => {
  ground = await createGround()
  staker = ground.annotator
  slasher = ground.court
  vault = await deployVault()
})

describe('StakeVault.hold', () => {
  it('it should refuse a hold by anyone but a slasher', async () => {
    for (const account of [staker, ground.requester, ground.admin]) {
      await reverts(vault.write.hold([staker, 1n], { account }), 'AccessControlUnauthorizedAccount', [
        account,
        slasherRole,
      ])
    }
  })

  it('it should hold available stake first', async () => {
    await vault.write.deposit([staker, 50n])
    await vault.write.unbond([20n], { account: staker })
    const { releaseAt } = await vault.read.stakeOf([staker])
    const held = await vault.write.hold([staker, 30n], { account: slasher })
    assert.deepEqual(await ground.eventsOf(held, vault), [
      {
        name: 'StakeHeld',
        args: {
          account: staker,
          amount: 30n,
          available: 0n,
          locked: 30n,
          unbonding: 20n,
          releaseAt: BigInt(releaseAt),
        },
      },
    ])
    assert.deepEqual(await balances(staker), [0n, 30n, 20n, releaseAt])
  })

  it('it should hold unbonding stake next and leave its release time', async () => {
    await vault.write.deposit([staker, 50n])
    await vault.write.unbond([20n], { account: staker })
    const { releaseAt } = await vault.read.stakeOf([staker])
    await ground.passTo((await ground.now()) + 10n)
    await vault.write.hold([staker, 45n], { account: slasher })
    assert.deepEqual(await balances(staker), [0n, 45n, 5n, releaseAt])
  })

  it('A45: it should hold stake whose release time is over but that was not withdrawn', async () => {
    await vault.write.deposit([staker, 50n])
    await vault.write.unbond([50n], { account: staker })
    await ground.passTo((await ground.now()) + 2000n)
    await vault.write.hold([staker, 30n], { account: slasher })
    assert.equal((await vault.read.stakeOf([staker])).locked, 30n)
    await vault.write.withdraw([staker], { account: staker })
    assert.deepEqual(await balances(staker), [0n, 30n, 0n, 0])
  })

  it('A58: it should hold what is there and clear the release time with the last of it', async () => {
    await vault.write.deposit([staker, 50n])
    await vault.write.unbond([20n], { account: staker })
    const { result } = await vault.simulate.hold([staker, 2n ** 256n - 1n], { account: slasher })
    assert.equal(result, 50n)
    await vault.write.hold([staker, 2n ** 256n - 1n], { account: slasher })
    assert.deepEqual(await balances(staker), [0n, 50n, 0n, 0])
  })

  it('it should leave alone what seats have locked', async () => {
    await vault.write.deposit([staker, 50n])
    await vault.write.lock([staker, 40n], { account: ground.requester })
    await vault.write.hold([staker, 50n], { account: slasher })
    assert.deepEqual(await balances(staker), [0n, 50n, 0n, 0])
    await vault.write.slash([staker, [ground.keeper], [10n]], { account: slasher })
    await vault.write.unlock([staker, 40n], { account: ground.requester })
    assert.deepEqual(await balances(staker), [40n, 0n, 0n, 0])
  })

  it('it should hold nothing and emit nothing', async () => {
    const held = await vault.write.hold([staker, 5n], { account: slasher })
    assert.deepEqual(await ground.eventsOf(held, vault), [])
    await vault.write.deposit([staker, 5n])
    assert.deepEqual(await ground.eventsOf(await vault.write.hold([staker, 0n], { account: slasher }), vault), [])
  })

  it('it should let it give back what it held, and hold and slash no more', async () => {
    await vault.write.deposit([staker, 50n])
    await vault.write.hold([staker, 20n], { account: slasher })
    await vault.write.revokeRole([slasherRole, slasher])
    const refusal = [slasher, slasherRole]
    const name = 'AccessControlUnauthorizedAccount'
    await reverts(vault.write.hold([staker, 1n], { account: slasher }), name, refusal)
    await reverts(vault.write.slash([staker, [], []], { account: slasher }), name, refusal)
    await vault.write.unlock([staker, 20n], { account: slasher })
    assert.deepEqual(await balances(staker), [50n, 0n, 0n, 0])
  })
})

describe('StakeVault.slash', () => {
  beforeEach(async () => {
    await vault.write.deposit([staker, 100n])
    await vault.write.hold([staker, 60n], { account: slasher })
  })

  it('it should refuse a slash by anyone but a slasher', async () => {
    await reverts(vault.write.slash([staker, [], []], { account: staker }), 'AccessControlUnauthorizedAccount', [
      staker,
      slasherRole,
    ])
  })

  it('it should refuse lists that do not go together', async () => {
    const uneven = vault.write.slash([staker, [slasher], [1n, 2n]], { account: slasher })
    await reverts(uneven, 'LengthMismatch', [1n, 2n])
  })

  it('it should refuse the zero address as a recipient of something', async () => {
    await reverts(vault.write.slash([staker, [zeroAddress], [1n]], { account: slasher }), 'ZeroAddress')
  })

  it('it should refuse to take more than is locked', async () => {
    const { keeper, reporter } = ground
    const slash = vault.write.slash([staker, [keeper, reporter], [50n, 11n]], { account: slasher })
    await reverts(slash, 'InsufficientStake', [staker, 10n, 11n])
    assert.deepEqual(await balances(staker), [40n, 60n, 0n, 0])
    assert.deepEqual(await balances(keeper), [0n, 0n, 0n, 0])
  })

  it('it should credit each recipient and emit both balances', async () => {
    const { keeper, reporter } = ground
    await vault.write.deposit([reporter, 5n])
    const slash = await vault.write.slash([staker, [keeper, reporter], [30n, 15n]], { account: slasher })
    const slashed = (to: Address, amount: bigint, locked: bigint, toAvailable: bigint) => ({
      name: 'StakeSlashed',
      args: { account: staker, to, amount, locked, toAvailable },
    })
    assert.deepEqual(await ground.eventsOf(slash, vault), [
      slashed(keeper, 30n, 30n, 30n),
      slashed(reporter, 15n, 15n, 20n),
    ])
    assert.deepEqual(await balances(staker), [40n, 15n, 0n, 0])
    assert.deepEqual(
      [await balances(keeper), await balances(reporter)],
      [
        [30n, 0n, 0n, 0],
        [20n, 0n, 0n, 0],
      ],
    )
  })

  it('it should pass over an amount of zero, whoever it is for', async () => {
    const slash = await vault.write.slash([staker, [zeroAddress, ground.keeper], [0n, 0n]], { account: slasher })
    assert.deepEqual(await ground.eventsOf(slash, vault), [])
  })

  it('it should serve a recipient named twice, and the account itself', async () => {
    const { keeper } = ground
    await vault.write.slash([staker, [keeper, keeper, staker], [1n, 2n, 4n]], { account: slasher })
    assert.deepEqual(await balances(keeper), [3n, 0n, 0n, 0])
    assert.deepEqual(await balances(staker), [44n, 53n, 0n, 0])
  })

  it("it should leave the vault's token balance and the sum of all stakes as they are", async () => {
    await vault.write.slash([staker, [ground.keeper, slasher], [7n, 8n]], { account: slasher })
    assert.equal(await vault.staked.read.balanceOf([vault.address]), 100n)
    const stakes = await Promise.all([staker, ground.keeper, slasher].map((each) => vault.read.stakeOf([each])))
    assert.equal(
      stakes.reduce((sum, { available, locked, unbonding }) => sum + available + locked + unbonding, 0n),
      100n,
    )
  })

  it('A45: it should never make a withdrawal revert (invariant 5)', async () => {
    const random = seededRandom(seed)
    for (let round = 0; round < 12; round++) {
      const account = random.pick([ground.stranger, ground.reporter, ground.keeper])
      await vault.write.deposit([account, BigInt(100 + random.below(100))])
      await vault.write.unbond([BigInt(1 + random.below(90))], { account })
      if (random.chance(0.5)) await ground.passTo((await ground.now()) + BigInt(random.below(1500)))
      await vault.write.hold([account, BigInt(random.below(300))], { account: slasher })
      const { locked } = await vault.read.stakeOf([account])
      await vault.write.slash([account, [staker], [locked]], { account: slasher })
      const { unbonding, releaseAt } = await vault.read.stakeOf([account])
      assert.equal(unbonding === 0n, releaseAt === 0)
      if (unbonding === 0n) {
        await reverts(vault.write.withdraw([staker], { account }), 'NothingUnbonding', [account])
        continue
      }
      if (BigInt(releaseAt) > (await ground.now())) await ground.passTo(BigInt(releaseAt))
      const before = await vault.staked.read.balanceOf([account])
      await vault.write.withdraw([account], { account })
      assert.equal((await vault.staked.read.balanceOf([account])) - before, unbonding)
    }
  })

  it('it should fold from the events alone (invariants 4 and 12)', async () => {
    const random = seededRandom(seed + 1)
    const { requester, keeper, reporter, stranger } = ground
    const accounts = [staker, keeper, reporter]
    const folded = new Map<string, Record<string, unknown>>()
    const take = (account: string, change: Record<string, unknown>) =>
      folded.set(account, { available: 0n, locked: 0n, unbonding: 0n, releaseAt: 0, ...folded.get(account), ...change })
    take(staker, { available: 40n, locked: 60n })
    let done = 0
    for (let step = 0; step < 150; step++) {
      const [account, other] = [random.pick(accounts), random.pick(accounts)]
      const amount = BigInt(1 + random.below(40))
      const action = random.pick([
        () => vault.write.deposit([account, amount]),
        () => vault.write.unbond([amount], { account }),
        () => vault.write.withdraw([stranger], { account }),
        () => vault.write.lock([account, amount], { account: requester }),
        () => vault.write.unlock([account, amount], { account: requester }),
        () => vault.write.hold([account, amount * 2n], { account: slasher }),
        () => vault.write.slash([account, [other, stranger], [amount / 2n, amount / 4n]], { account: slasher }),
      ])
      if (random.chance(0.1)) await ground.passTo((await ground.now()) + 700n)
      const transaction = await action().catch((reason: unknown) => {
        assert.match(errorNameOf(reason), /^(InsufficientStake|NothingUnbonding|StillUnbonding)$/)
      })
      if (!transaction) continue
      done++
      for (const { name, args } of await ground.eventsOf(transaction, vault)) {
        const { account: owner, amount: _, from: __, to, toAvailable, ...rest } = args
        if (rest.releaseAt !== undefined) rest.releaseAt = Number(rest.releaseAt)
        take(String(owner), name === 'StakeWithdrawn' ? { unbonding: 0n, releaseAt: 0 } : rest)
        if (name === 'StakeSlashed') take(String(to), { available: toAvailable })
      }
    }
    assert.ok(done > 60, `only ${done} actions were taken`)
    let sum = 0n
    for (const account of [...accounts, stranger]) {
      const stored = await vault.read.stakeOf([account])
      assert.deepEqual(stored, folded.get(account) ?? stored, account)
      sum += stored.available + stored.locked + stored.unbonding
    }
    assert.equal(await vault.staked.read.balanceOf([vault.address]), sum)
  })
})
