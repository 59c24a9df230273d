import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { type Address, encodeFunctionData, getAddress, type Hex, parseSignature, zeroAddress } from 'viem'
import { createGround, type Ground } from '../support/ground.ts'
import { seededRandom } from '../support/random.ts'
import { errorNameOf, reverts } from '../support/reverts.ts'

const seed = Number(process.env.TEST_SEED ?? 1)
const whole = 10n ** 18n
const day = 86_400n

let ground: Ground
let scene: Awaited<ReturnType<typeof createScene>>
let user: Address
/** Second 0 of a day. */
let start: bigint

async function createScene() {
  const { viem, timelock, annotator, admin } = ground
  const label = await viem.deployContract('LabelToken', [ground.court, admin])
  const stable = await viem.deployContract('StablecoinStandIn', [6])
  const desk = await viem.deployContract('RedemptionDesk', [timelock.address, label.address, stable.address])
  await label.write.transfer([annotator, 10_000n * whole])
  await label.write.approve([desk.address, 2n ** 255n], { account: annotator })
  return { label, stable, desk }
}

type Terms = { rate: bigint; reserved: bigint; accountCap: bigint; totalCap: bigint; validUntil: number }

const termsOf = (change: Partial<Terms> = {}): Terms => ({
  // 0.25 dollars
  rate: 250_000n,
  reserved: 0n,
  accountCap: 1_000_000n,
  totalCap: 1_500_000n,
  validUntil: Number(start + 10n * day),
  ...change,
})
const post = (change: Partial<Terms> = {}, desk: { address: Address; abi: typeof scene.desk.abi } = scene.desk) =>
  ground.asOwner(desk, 'post', [termsOf(change)])
const redeem = (amount: bigint, minOutput = 0n, to = user, account = user) =>
  scene.desk.write.redeem([amount, minOutput, to], { account })
const events = (transaction: Hex) => ground.eventsOf(transaction, scene.desk)

async function fund(amount: bigint) {
  const { stable, desk } = scene
  await stable.write.mint([ground.stranger, amount])
  await stable.write.approve([desk.address, amount], { account: ground.stranger })
  return desk.write.fund([amount], { account: ground.stranger })
}

beforeEach(async () => {
  ground = await createGround()
  user = ground.annotator
  scene = await createScene()
  start = ((await ground.now()) / day + 1n) * day
  await ground.passTo(start)
})

describe('RedemptionDesk', () => {
  it('A69: it should refuse nobody as token, and no code as owner', async () => {
    const { viem, timelock, stranger } = ground
    const { label, stable } = scene
    const deploy = (...args: readonly [Address, Address, Address]) => viem.deployContract('RedemptionDesk', args)
    await reverts(deploy(timelock.address, zeroAddress, stable.address), 'ZeroAddress')
    await reverts(deploy(timelock.address, label.address, zeroAddress), 'ZeroAddress')
    await reverts(deploy(stranger, label.address, stable.address), 'OwnerWithoutCode', [stranger])
  })

  it('it should refuse to pay in what it takes', async () => {
    const { address } = scene.label
    const deployed = ground.viem.deployContract('RedemptionDesk', [ground.timelock.address, address, address])
    await reverts(deployed, 'SameToken', [getAddress(address)])
  })

  it('it should refuse decimals that its unit cannot hold', async () => {
    const { viem, timelock } = ground
    const wide = await viem.deployContract('StablecoinStandIn', [37])
    const deployed = viem.deployContract('RedemptionDesk', [timelock.address, wide.address, scene.stable.address])
    await reverts(deployed, 'InvalidDecimals', [37n])
  })

  it('it should name both and hold nothing', async () => {
    const { desk, label, stable } = scene
    assert.deepEqual(
      [await desk.read.label(), await desk.read.stable()],
      [getAddress(label.address), getAddress(stable.address)],
    )
    assert.deepEqual(
      [await desk.read.liquidity(), await desk.read.takings(), await desk.read.reservedNow()],
      [0n, 0n, 0n],
    )
  })
})

describe('RedemptionDesk.post', () => {
  it('it should refuse terms by anyone but the owner', async () => {
    const posted = scene.desk.write.post([termsOf()], { account: ground.admin })
    await reverts(posted, 'OwnableUnauthorizedAccount', [ground.admin])
  })

  it('it should refuse a rate of nothing', async () => {
    await reverts(post({ rate: 0n }), 'ZeroAmount')
  })

  it('it should refuse terms that are over or run for more than 30 days', async () => {
    assert.equal(await scene.desk.read.MAX_VALIDITY(), 30n * day)
    for (const [at, validUntil] of [
      [start + 100n, start + 99n],
      [start + 101n, start + 102n + 30n * day],
    ] as const) {
      await ground.nextBlockAt(at)
      await reverts(post({ validUntil: Number(validUntil) }), 'InvalidValidity', [validUntil])
    }
    await ground.nextBlockAt(start + 102n)
    await post({ validUntil: Number(start + 102n + 30n * day) })
  })

  it('it should refuse to reserve what is not there', async () => {
    await fund(99n)
    await reverts(post({ reserved: 100n }), 'InsufficientLiquidity', [99n, 100n])
  })

  it('A16: it should refuse terms that are worse in any number', async () => {
    await fund(100n)
    await post({ reserved: 100n })
    const { rate, accountCap, totalCap, validUntil } = termsOf()
    for (const worse of [
      { rate: rate - 1n },
      { reserved: 99n },
      { accountCap: accountCap - 1n },
      { totalCap: totalCap - 1n },
      { validUntil: validUntil - 1 },
    ]) {
      await reverts(post({ reserved: 100n, ...worse }), 'TermsWorse', [BigInt(validUntil)])
    }
  })

  it('it should take the same and better ones', async () => {
    await fund(100n)
    await post({ reserved: 50n })
    await post({ reserved: 50n })
    const { rate, accountCap, totalCap, validUntil } = termsOf()
    const better = { rate: rate + 1n, reserved: 100n, accountCap: accountCap + 1n, totalCap: totalCap + 1n }
    await post({ ...better, validUntil: validUntil + 1 })
    assert.deepEqual(await scene.desk.read.terms(), { ...better, validUntil: validUntil + 1 })
  })

  it('it should take any', async () => {
    await post()
    const { validUntil } = termsOf()
    await ground.nextBlockAt(BigInt(validUntil))
    await reverts(post({ rate: 1n, validUntil: validUntil + 9 }), 'TermsWorse', [BigInt(validUntil)])
    await ground.nextBlockAt(BigInt(validUntil) + 1n)
    await post({ rate: 1n, accountCap: 1n, totalCap: 1n, validUntil: validUntil + 9 })
    assert.equal(await scene.desk.read.quote([whole]), 1n)
  })

  it('it should store what its event says', async () => {
    await fund(100n)
    const posted = await post({ reserved: 100n })
    const { validUntil, ...terms } = termsOf({ reserved: 100n })
    assert.deepEqual(await events(posted), [
      { name: 'TermsPosted', args: { ...terms, validUntil: BigInt(validUntil) } },
    ])
    assert.deepEqual(await scene.desk.read.terms(), { ...terms, validUntil })
    assert.equal(await scene.desk.read.reservedNow(), 100n)
  })
})

describe('RedemptionDesk.fund', () => {
  it('A12: it should refuse nothing, and more than 128 bits in all', async () => {
    await reverts(scene.desk.write.fund([0n]), 'ZeroAmount')
    const overflow = (value: bigint) => ['SafeCastOverflowedUintDowncast', [128, value]] as const
    await reverts(fund(2n ** 128n), ...overflow(2n ** 128n))
    await reverts(scene.desk.write.fund([2n ** 256n - 1n]), ...overflow(2n ** 256n - 1n))
    await fund(2n ** 128n - 1n)
    await reverts(fund(1n), ...overflow(2n ** 128n))
  })

  it('A1: it should refuse what arrives short', async () => {
    const { viem, timelock, admin } = ground
    const fee = await viem.deployContract('FeeToken')
    const desk = await viem.deployContract('RedemptionDesk', [timelock.address, scene.label.address, fee.address])
    await fee.write.mint([admin, 1000n])
    await fee.write.approve([desk.address, 1000n])
    await reverts(desk.write.fund([1000n]), 'UnsupportedToken', [1000n, 990n])
  })

  it('it should count exactly the amount', async () => {
    await fund(30n)
    const funded = await fund(12n)
    const args = { from: ground.stranger, amount: 12n, liquidity: 42n }
    assert.deepEqual(await events(funded), [{ name: 'LiquidityFunded', args }])
    assert.equal(await scene.desk.read.liquidity(), 42n)
  })

  it('A11: it should not count a gift', async () => {
    await scene.stable.write.mint([scene.desk.address, 30n])
    assert.equal(await scene.desk.read.liquidity(), 0n)
  })
})

describe('RedemptionDesk.withdraw, RedemptionDesk.withdrawTakings', () => {
  const withdraw = (amount: bigint, to = ground.stranger) => ground.asOwner(scene.desk, 'withdraw', [to, amount])
  const takings = (amount: bigint, to = ground.stranger) => ground.asOwner(scene.desk, 'withdrawTakings', [to, amount])

  it('it should refuse a withdrawal by anyone but the owner', async () => {
    const { admin } = ground
    await fund(10n)
    const refusal = ['OwnableUnauthorizedAccount', [admin]] as const
    await reverts(scene.desk.write.withdraw([admin, 1n]), ...refusal)
    await reverts(scene.desk.write.withdrawTakings([admin, 1n]), ...refusal)
  })

  it('it should refuse a withdrawal of nothing or to nobody', async () => {
    for (const send of [withdraw, takings]) {
      await reverts(send(0n), 'ZeroAmount')
      await reverts(send(1n, zeroAddress), 'ZeroAddress')
    }
  })

  it('it should leave what is reserved, to the last second', async () => {
    await fund(100n)
    await post({ reserved: 60n })
    await reverts(withdraw(41n), 'InsufficientLiquidity', [40n, 41n])
    assert.deepEqual(await events(await withdraw(40n)), [
      { name: 'LiquidityWithdrawn', args: { to: ground.stranger, amount: 40n, liquidity: 60n } },
    ])
    const end = BigInt(termsOf().validUntil)
    await ground.nextBlockAt(end)
    await reverts(withdraw(1n), 'InsufficientLiquidity', [0n, 1n])
    await ground.nextBlockAt(end + 1n)
    await withdraw(60n)
    assert.equal(await scene.stable.read.balanceOf([ground.stranger]), 100n)
    assert.equal(await scene.desk.read.liquidity(), 0n)
  })

  it('it should reserve less by what was redeemed', async () => {
    await fund(1_000_000n)
    await post({ reserved: 300_000n })
    await redeem(whole)
    assert.equal(await scene.desk.read.reservedNow(), 50_000n)
    await redeem(whole)
    assert.equal(await scene.desk.read.reservedNow(), 0n)
    await withdraw(500_000n)
  })

  it('it should send the tokens taken, and no more', async () => {
    await fund(1_000_000n)
    await post()
    await redeem(2n * whole)
    await scene.label.write.transfer([scene.desk.address, 5n], { account: user })
    await reverts(takings(2n * whole + 1n), 'InsufficientTakings', [2n * whole, 2n * whole + 1n])
    assert.deepEqual(await events(await takings(whole)), [
      { name: 'TakingsWithdrawn', args: { to: ground.stranger, amount: whole, takings: whole } },
    ])
    assert.equal(await scene.label.read.balanceOf([ground.stranger]), whole)
    assert.equal(await scene.desk.read.takings(), whole)
  })

  it('A11: it should leave gifts where they are', async () => {
    await scene.stable.write.mint([scene.desk.address, 5n])
    await reverts(withdraw(1n), 'InsufficientLiquidity', [0n, 1n])
  })
})

describe('RedemptionDesk.redeem', () => {
  beforeEach(async () => {
    await fund(3_000_000n)
    await post()
  })

  it('it should refuse the zero address', async () => {
    await reverts(redeem(whole, 0n, zeroAddress), 'ZeroAddress')
  })

  it('it should refuse without a rate and one second after its last', async () => {
    const { viem, timelock } = ground
    const { label, stable } = scene
    const fresh = await viem.deployContract('RedemptionDesk', [timelock.address, label.address, stable.address])
    await reverts(fresh.write.redeem([whole, 0n, user], { account: user }), 'NoTerms', [0n])
    const end = BigInt(termsOf().validUntil)
    await ground.nextBlockAt(end)
    await redeem(whole)
    await ground.passTo(end + 1n)
    await reverts(redeem(whole), 'NoTerms', [end])
    await reverts(scene.desk.read.quote([whole]), 'NoTerms', [end])
  })

  it('A13: it should refuse an amount that is worth nothing', async () => {
    await reverts(redeem(0n), 'ZeroAmount')
    await reverts(redeem(whole / 250_000n - 1n), 'ZeroAmount')
    await redeem(whole / 250_000n)
    assert.equal(await scene.stable.read.balanceOf([user]), 1n)
  })

  it('it should refuse below the least output, and serve at it', async () => {
    await reverts(redeem(whole, 250_001n), 'OutputTooLow', [250_000n, 250_001n])
    const redeemed = await redeem(whole, 250_000n, ground.stranger)
    assert.deepEqual(await events(redeemed), [
      {
        name: 'TokensRedeemed',
        args: {
          account: user,
          to: ground.stranger,
          amount: whole,
          paid: 250_000n,
          day: start / day,
          accountPaid: 250_000n,
          totalPaid: 250_000n,
          liquidity: 2_750_000n,
          reserved: 0n,
          takings: whole,
        },
      },
    ])
    assert.equal(await scene.stable.read.balanceOf([ground.stranger]), 250_000n)
    assert.equal(await scene.label.read.balanceOf([scene.desk.address]), whole)
  })

  it('it should refuse the account one unit more, and serve it the next day', async () => {
    await redeem(4n * whole)
    assert.equal(await scene.desk.read.redeemedToday([user]), 1_000_000n)
    const least = whole / 250_000n
    await reverts(redeem(least), 'AccountCapExceeded', [user, 1_000_001n, 1_000_000n])
    await ground.nextBlockAt(start + day - 1n)
    await reverts(redeem(least), 'AccountCapExceeded', [user, 1_000_001n, 1_000_000n])
    await ground.nextBlockAt(start + day)
    await redeem(least)
    assert.equal(await scene.desk.read.redeemedToday([user]), 1n)
  })

  it('it should refuse everybody one unit more, and serve them the next day', async () => {
    const { label, desk } = scene
    const { keeper } = ground
    await label.write.transfer([keeper, 100n * whole])
    await label.write.approve([desk.address, 100n * whole], { account: keeper })
    await redeem(4n * whole)
    await redeem(2n * whole, 0n, keeper, keeper)
    assert.equal(await desk.read.totalRedeemedToday(), 1_500_000n)
    const more = () => redeem(whole / 250_000n, 0n, keeper, keeper)
    await reverts(more(), 'TotalCapExceeded', [1_500_001n, 1_500_000n])
    await ground.nextBlockAt(start + day)
    await more()
    assert.equal(await desk.read.totalRedeemedToday(), 1n)
  })

  it('A25: it should refuse what it cannot pay, gifts notwithstanding', async () => {
    await ground.asOwner(scene.desk, 'withdraw', [ground.stranger, 2_900_000n])
    await scene.stable.write.mint([scene.desk.address, 1_000_000n])
    await reverts(redeem(whole), 'InsufficientLiquidity', [100_000n, 250_000n])
    await redeem((whole * 2n) / 5n)
    assert.equal(await scene.desk.read.liquidity(), 0n)
  })

  it("it should round in the desk's favour whatever the decimals", async () => {
    const { viem, timelock } = ground
    const random = seededRandom(seed)
    for (const [from, to] of [
      [18, 6],
      [6, 18],
      [0, 6],
      [36, 2],
    ] as const) {
      const taken = await viem.deployContract('StablecoinStandIn', [from])
      const paid = await viem.deployContract('StablecoinStandIn', [to])
      const desk = await viem.deployContract('RedemptionDesk', [timelock.address, taken.address, paid.address])
      const rate = BigInt(1 + random.below(10 ** 9)) * 10n ** BigInt(to)
      await post({ rate }, desk)
      for (let round = 0; round < 4; round++) {
        const amount = BigInt(1 + random.below(10 ** 9)) * 10n ** BigInt(random.below(from + 1))
        const output = await desk.read.quote([amount])
        const unit = 10n ** BigInt(from)
        assert.ok(output * unit <= amount * rate && (output + 1n) * unit > amount * rate)
      }
    }
  })

  it('A4: it should pay it all the same', async () => {
    const { viem, timelock, stranger } = ground
    const silent = await viem.deployContract('NoReturnToken')
    const desk = await viem.deployContract('RedemptionDesk', [timelock.address, scene.label.address, silent.address])
    await silent.write.mint([stranger, 1_000_000n])
    await silent.write.approve([desk.address, 1_000_000n], { account: stranger })
    await desk.write.fund([1_000_000n], { account: stranger })
    await post({}, desk)
    await scene.label.write.approve([desk.address, whole], { account: user })
    await desk.write.redeem([whole, 0n, user], { account: user })
    assert.equal(await silent.read.balanceOf([user]), 250_000n)
  })

  it('A9: it should refuse, and serve another recipient', async () => {
    const { viem, timelock, stranger } = ground
    const picky = await viem.deployContract('TrapToken')
    const desk = await viem.deployContract('RedemptionDesk', [timelock.address, scene.label.address, picky.address])
    await picky.write.mint([stranger, 1_000_000n])
    await picky.write.approve([desk.address, 1_000_000n], { account: stranger })
    await desk.write.fund([1_000_000n], { account: stranger })
    await post({}, desk)
    await scene.label.write.approve([desk.address, whole], { account: user })
    for (const [trap, error, args] of [
      [1, 'Trapped', [user]],
      [2, 'SafeERC20FailedOperation', [getAddress(picky.address)]],
    ] as const) {
      await picky.write.setTrap([user, trap])
      await reverts(desk.write.redeem([whole, 0n, user], { account: user }), error, args)
    }
    await desk.write.redeem([whole, 0n, stranger], { account: user })
    assert.equal(await picky.read.balanceOf([stranger]), 250_000n)
  })

  it('A5: it should not be entered again', async () => {
    const { viem, timelock, stranger } = ground
    const token = await viem.deployContract('CallbackToken')
    const desk = await viem.deployContract('RedemptionDesk', [timelock.address, scene.label.address, token.address])
    await token.write.mint([stranger, 1_000_000n])
    await token.write.approve([desk.address, 1_000_000n], { account: stranger })
    await desk.write.fund([1_000_000n], { account: stranger })
    await post({}, desk)
    await scene.label.write.approve([desk.address, whole], { account: user })
    const again = encodeFunctionData({ abi: desk.abi, functionName: 'redeem', args: [whole, 0n, user] })
    await token.write.arm([desk.address, again])
    await desk.write.redeem([whole, 0n, user], { account: user })
    assert.equal(await token.read.succeeded(), false)
    // ReentrancyGuardReentrantCall()
    assert.equal(await token.read.answer(), '0x3ee5aeb5')
  })

  it('A1: it should refuse what arrives short', async () => {
    const { viem, timelock, admin, stranger } = ground
    const fee = await viem.deployContract('FeeToken')
    const desk = await viem.deployContract('RedemptionDesk', [timelock.address, fee.address, scene.stable.address])
    await scene.stable.write.mint([stranger, 1_000_000n])
    await scene.stable.write.approve([desk.address, 1_000_000n], { account: stranger })
    await desk.write.fund([1_000_000n], { account: stranger })
    await post({}, desk)
    await fee.write.mint([admin, whole])
    await fee.write.approve([desk.address, whole])
    const redeemed = desk.write.redeem([whole, 0n, admin])
    await reverts(redeemed, 'UnsupportedToken', [whole, (whole / 100n) * 99n])
  })

  it('A68: it should pay all the same', async () => {
    const { viem, timelock, keeper } = ground
    const shares = { minGoldBps: 1000, minNoRevealBps: 0, maxNoRevealBps: 10_000, maxKeeperFee: 1 }
    const bounds = { minWindow: 60, maxWindow: 600, minDisputeWindow: 0, ...shares }
    const parameters = await viem.deployContract('ProtocolParameters', [timelock.address, keeper, bounds])
    await parameters.write.setEntryPaused([true], { account: keeper })
    await redeem(whole)
    assert.equal(await scene.stable.read.balanceOf([user]), 250_000n)
  })

  it('it should hold what it counts, and never pay more than the tokens are worth', async () => {
    const random = seededRandom(seed)
    const { desk, label, stable } = scene
    const refusals = /^(AccountCapExceeded|TotalCapExceeded|InsufficientLiquidity|ZeroAmount|TermsWorse|NoTerms)$/
    let now = await ground.now()
    let worth = 0n
    for (let step = 0; step < 80; step++) {
      now += BigInt(random.below(20_000))
      await ground.passTo(now + 1n)
      now = await ground.now()
      const amount = BigInt(random.below(3 * 10 ** 9)) * 10n ** 9n
      const { rate } = await desk.read.terms()
      const validUntil = Number(now + 5n * day)
      const action = random.pick([
        async () => {
          await redeem(amount)
          worth += amount * rate
        },
        () => fund(BigInt(1 + random.below(400_000))),
        () => ground.asOwner(desk, 'withdraw', [ground.stranger, BigInt(1 + random.below(400_000))]),
        () => post({ rate: rate + BigInt(random.below(1000)), validUntil, reserved: BigInt(random.below(900_000)) }),
      ])
      await action().catch((reason: unknown) => assert.match(errorNameOf(reason), refusals))
      const liquidity = await desk.read.liquidity()
      assert.equal(await stable.read.balanceOf([desk.address]), liquidity)
      assert.equal(await label.read.balanceOf([desk.address]), await desk.read.takings())
      assert.ok((await desk.read.reservedNow()) <= liquidity)
      assert.ok((await stable.read.balanceOf([user])) * whole <= worth)
    }
    assert.ok(worth > 0n)
  })

  it('A12: it should refuse an amount of 2^256 - 1 by name', async () => {
    const most = 2n ** 256n - 1n
    const output = (most * 250_000n) / whole
    await reverts(redeem(most), 'AccountCapExceeded', [user, output, 1_000_000n])
  })
})

describe('RedemptionDesk.redeemWithPermit', () => {
  type Permit = readonly [deadline: bigint, v: number, r: Hex, s: Hex]

  async function sign(owner: Address, value: bigint): Promise<Permit> {
    const { label, desk } = scene
    const deadline = (await ground.now()) + 1000n
    const signature = await ground.walletOf(owner).signTypedData({
      domain: {
        name: 'Labelproof',
        version: '1',
        chainId: await ground.client.getChainId(),
        verifyingContract: label.address,
      },
      types: {
        Permit: [
          { name: 'owner', type: 'address' },
          { name: 'spender', type: 'address' },
          { name: 'value', type: 'uint256' },
          { name: 'nonce', type: 'uint256' },
          { name: 'deadline', type: 'uint256' },
        ],
      },
      primaryType: 'Permit',
      message: { owner, spender: desk.address, value, nonce: await label.read.nonces([owner]), deadline },
    })
    const { r, s, yParity } = parseSignature(signature)
    return [deadline, 27 + yParity, r, s]
  }

  const redeemSigned = (permit: Permit, account = user) =>
    scene.desk.write.redeemWithPermit([whole, 0n, account, ...permit], { account })

  beforeEach(async () => {
    await fund(3_000_000n)
    await post()
    await scene.label.write.approve([scene.desk.address, 0n], { account: user })
  })

  it('it should redeem without an allowance before, and return what it paid', async () => {
    const permit = await sign(user, whole)
    const { result } = await scene.desk.simulate.redeemWithPermit([whole, 0n, user, ...permit], { account: user })
    assert.equal(result, 250_000n)
    await redeemSigned(permit)
    assert.equal(await scene.stable.read.balanceOf([user]), 250_000n)
    assert.equal(await scene.label.read.allowance([user, scene.desk.address]), 0n)
  })

  it('A26: it should fall back to the allowance', async () => {
    const permit = await sign(user, whole)
    const front = [user, scene.desk.address, whole, ...permit] as const
    await scene.label.write.permit(front, { account: ground.stranger })
    await redeemSigned(permit)
    assert.equal(await scene.stable.read.balanceOf([user]), 250_000n)
  })

  it('A27: it should refuse where there is no allowance', async () => {
    const permit = await sign(user, whole)
    await redeemSigned(permit)
    const refusal = ['ERC20InsufficientAllowance', [getAddress(scene.desk.address), 0n, whole]] as const
    await reverts(redeemSigned(permit), ...refusal)
    await reverts(redeemSigned(await sign(user, whole - 1n)), ...refusal)
  })

  it('A20: it should not spend what another signed', async () => {
    const permit = await sign(user, whole)
    const { stranger } = ground
    await scene.label.write.transfer([stranger, whole])
    const refusal = ['ERC20InsufficientAllowance', [getAddress(scene.desk.address), 0n, whole]] as const
    await reverts(redeemSigned(permit, stranger), ...refusal)
  })
})
