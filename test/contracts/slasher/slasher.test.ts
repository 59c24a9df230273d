import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { type Address, getAddress, type Hex, zeroAddress } from 'viem'
import { createGround, type Ground, idOf, lockerRole, slasherRole } from '../support/ground.ts'
import { seededRandom } from '../support/random.ts'
import { reverts } from '../support/reverts.ts'

const seed = Number(process.env.TEST_SEED ?? 1)
const reason = { None: 0, NoReveal: 1, GoldFail: 2, ConsensusFail: 3, DisputeLost: 4, Spam: 5, Collusion: 6 } as const
const state = { None: 0, Open: 1, Appealed: 2, Executed: 3, Overturned: 4 } as const
const window = 259_200n
const epoch = 604_800n
const batch = idOf('batch')
const insurance: Address = getAddress(`0x${'1d'.repeat(20)}`)

type Rule = {
  reason?: number
  batch?: Hex
  annotator?: Address
  reporter?: Address
  pending?: bigint
  seatStake?: bigint
  noRevealBps?: bigint
}

let ground: Ground
let scene: Awaited<ReturnType<typeof createScene>>

async function createScene() {
  const { viem, admin, court } = ground
  const label = await viem.deployContract('MintableToken')
  const dollar = await viem.deployContract('MintableToken')
  const vault = await viem.deployContract('StakeVault', [label.address, 1000, admin])
  const market = await viem.deployContract('MarketStandIn', [vault.address])
  const slasher = await viem.deployContract('Slasher', [vault.address, insurance])
  await vault.write.grantRole([slasherRole, slasher.address])
  await vault.write.grantRole([lockerRole, ground.keeper])
  await label.write.mint([admin, 10n ** 9n])
  await label.write.approve([vault.address, 10n ** 9n])
  await slasher.write.wire([market.address, court])
  return { label, dollar, vault, market, slasher }
}

const idFor = (why: number, { batch: batchId = batch, annotator = ground.annotator }: Rule = {}) =>
  scene.slasher.read.slashIdOf([batchId, annotator, why])

/** Opens a slash by rule through the market. */
async function open(rule: Rule = {}): Promise<Hex> {
  const { slasher, dollar, market } = scene
  const { pending = 0n, seatStake = 0n, noRevealBps = 0n, reporter = ground.reporter } = rule
  return market.write.openByRule([
    slasher.address,
    rule.reason ?? reason.GoldFail,
    rule.batch ?? batch,
    rule.annotator ?? ground.annotator,
    ground.requester,
    reporter,
    dollar.address,
    pending,
    seatStake,
    noRevealBps,
  ])
}

type Ruling = { reason?: number; stake?: bigint; account?: Address; batch?: Hex; reporter?: Address }

const rule = (ruling: Ruling = {}) =>
  scene.slasher.write.openByRuling(
    [
      ruling.reason ?? reason.DisputeLost,
      ruling.batch ?? batch,
      ground.annotator,
      ground.requester,
      ruling.reporter ?? ground.reporter,
      ruling.stake ?? 10n,
      idOf('evidence'),
    ],
    { account: ruling.account ?? ground.court },
  )

const stake = (amount: bigint, account = ground.annotator) => scene.vault.write.deposit([account, amount])
const heldBy = async (transaction: Hex) => {
  const [opened] = await ground.eventsOf(transaction, scene.slasher)
  return opened?.args.fromStake
}
const claimable = (account: Address) => scene.market.read.claimableOf([account, scene.dollar.address])
const available = async (account: Address) => (await scene.vault.read.stakeOf([account])).available
/** What requester, reporter and insurance have of pay and of stake. */
const received = async () => {
  const accounts = [ground.requester, ground.reporter, insurance]
  return { pay: await Promise.all(accounts.map(claimable)), stake: await Promise.all(accounts.map(available)) }
}

beforeEach(async () => {
  ground = await createGround()
  scene = await createScene()
})

describe('Slasher.wire', () => {
  it('A69: it should refuse a slasher without a vault or insurance, and a wiring without market or court', async () => {
    const { viem, court } = ground
    const { vault, market } = scene
    await reverts(viem.deployContract('Slasher', [zeroAddress, insurance]), 'ZeroAddress')
    await reverts(viem.deployContract('Slasher', [vault.address, zeroAddress]), 'ZeroAddress')
    const slasher = await viem.deployContract('Slasher', [vault.address, insurance])
    await reverts(slasher.write.wire([zeroAddress, court]), 'ZeroAddress')
    await reverts(slasher.write.wire([market.address, zeroAddress]), 'ZeroAddress')
  })

  it('it should refuse to be wired by anyone but its deployer', async () => {
    const slasher = await ground.viem.deployContract('Slasher', [scene.vault.address, insurance])
    const wire = slasher.write.wire([scene.market.address, ground.court], { account: ground.court })
    await reverts(wire, 'NotDeployer', [ground.court])
  })

  it('it should name market and court for good', async () => {
    const slasher = await ground.viem.deployContract('Slasher', [scene.vault.address, insurance])
    const wired = await slasher.write.wire([scene.market.address, ground.court])
    const market = getAddress(scene.market.address)
    assert.deepEqual(await ground.eventsOf(wired, slasher), [{ name: 'Wired', args: { market, court: ground.court } }])
    assert.equal(await slasher.read.market(), market)
    assert.equal(await slasher.read.court(), ground.court)
    assert.equal(await slasher.read.vault(), getAddress(scene.vault.address))
    assert.equal(await slasher.read.insurance(), insurance)
    assert.equal(BigInt(await slasher.read.APPEAL_WINDOW()), window)
    assert.equal(BigInt(await slasher.read.EPOCH()), epoch)
  })

  it('A71: it should refuse a second wiring', async () => {
    await reverts(scene.slasher.write.wire([scene.market.address, ground.court]), 'AlreadyWired')
  })
})

describe('Slasher.openByRule', () => {
  it('it should refuse everybody but the market, before the wiring too', async () => {
    const fresh = await ground.viem.deployContract('Slasher', [scene.vault.address, insurance])
    const { annotator, requester, reporter, court, admin } = ground
    const args = [2, batch, annotator, requester, reporter, scene.dollar.address, 0n, 0n, 0n] as const
    for (const slasher of [fresh, scene.slasher]) {
      await reverts(slasher.write.openByRule(args, { account: court }), 'NotMarket', [court])
      await reverts(slasher.write.openByRule(args, { account: admin }), 'NotMarket', [admin])
    }
  })

  it("it should refuse a reason that is no rule's", async () => {
    for (const other of [reason.None, reason.DisputeLost, reason.Spam, reason.Collusion]) {
      await reverts(open({ reason: other }), 'NotRuleReason', [other])
    }
  })

  it('A59: it should refuse to open the same slash twice', async () => {
    await open()
    await reverts(open(), 'SlashExists', [await idFor(reason.GoldFail)])
    await open({ reason: reason.NoReveal })
    await open({ batch: idOf('another') })
    await open({ annotator: ground.stranger })
  })

  it("it should hold the project's share of the seat's stake where that is more", async () => {
    await stake(1000n)
    const opened = await open({ reason: reason.NoReveal, seatStake: 201n, noRevealBps: 5000n })
    assert.equal(await heldBy(opened), 100n)
  })

  it('it should hold 5% of the whole stake where that is more (invariant 9)', async () => {
    await stake(1000n)
    assert.equal(await heldBy(await open({ reason: reason.NoReveal, seatStake: 90n, noRevealBps: 5000n })), 50n)
    // A wrong reveal costs at most what failed gold costs, the same share, and that once an epoch.
    const gold = await open({ batch: idOf('gold') })
    assert.equal(await heldBy(gold), 50n)
  })

  it('it should hold 5% of available, locked and unbonding together', async () => {
    const { vault } = scene
    await stake(1000n)
    await vault.write.unbond([300n], { account: ground.annotator })
    await vault.write.lock([ground.annotator, 600n], { account: ground.keeper })
    assert.equal(await heldBy(await open()), 50n)
    const { available, locked, unbonding } = await vault.read.stakeOf([ground.annotator])
    assert.deepEqual([available, locked, unbonding], [50n, 650n, 300n])
  })

  it('it should hold stake once an epoch, and from its last second on again', async () => {
    await stake(1000n)
    await open()
    const first = await ground.now()
    assert.equal(await scene.slasher.read.lastShareAt([ground.annotator]), first)
    await ground.nextBlockAt(first + epoch - 1n)
    assert.equal(await heldBy(await open({ batch: idOf('too soon') })), 0n)
    assert.equal(await scene.slasher.read.lastShareAt([ground.annotator]), first)
    await ground.nextBlockAt(first + epoch)
    assert.equal(await heldBy(await open({ batch: idOf('again') })), 50n)
    assert.equal(await scene.slasher.read.lastShareAt([ground.annotator]), first + epoch)
  })

  it("it should keep withheld pay though the epoch's stake was taken", async () => {
    await stake(1000n)
    await open()
    await open({ batch: idOf('too soon'), pending: 8n })
    const slash = await scene.slasher.read.slashOf([await idFor(reason.GoldFail, { batch: idOf('too soon') })])
    assert.deepEqual([slash.fromPending, slash.fromStake], [8n, 0n])
  })

  it('it should hold the pending pay and no stake', async () => {
    await stake(1000n)
    await open({ reason: reason.ConsensusFail, pending: 8n, seatStake: 500n, noRevealBps: 10_000n })
    const slash = await scene.slasher.read.slashOf([await idFor(reason.ConsensusFail)])
    assert.deepEqual([slash.fromPending, slash.fromStake], [8n, 0n])
    assert.equal(await available(ground.annotator), 1000n)
    assert.equal(await scene.slasher.read.lastShareAt([ground.annotator]), 0n)
  })

  it('A58: it should hold what it finds', async () => {
    await stake(1000n)
    await scene.vault.write.lock([ground.annotator, 990n], { account: ground.keeper })
    assert.equal(await heldBy(await open({ reason: reason.NoReveal, seatStake: 100n, noRevealBps: 10_000n })), 10n)
  })

  it('A58: it should open over nothing at all', async () => {
    assert.equal(await heldBy(await open({ reason: reason.NoReveal, seatStake: 100n, noRevealBps: 10_000n })), 0n)
    assert.equal(await heldBy(await open()), 0n)
    assert.equal(await scene.slasher.read.lastShareAt([ground.annotator]), 0n)
    await ground.passTo((await ground.now()) + window + 1n)
    await scene.slasher.write.execute([await idFor(reason.GoldFail)])
    assert.deepEqual(await received(), { pay: [0n, 0n, 0n], stake: [0n, 0n, 0n] })
  })

  it('A45: it should hold from what unbonds', async () => {
    await stake(1000n)
    await scene.vault.write.unbond([1000n], { account: ground.annotator })
    assert.equal(await heldBy(await open({ reason: reason.NoReveal, seatStake: 200n, noRevealBps: 10_000n })), 200n)
    await ground.passTo((await ground.now()) + 1000n)
    await scene.vault.write.withdraw([ground.annotator], { account: ground.annotator })
    assert.equal(await scene.label.read.balanceOf([ground.annotator]), 800n)
  })

  it('it should know no reporter where that is the annotator or the court', async () => {
    for (const [index, reporter] of [ground.annotator, ground.court, zeroAddress].entries()) {
      const batchId = idOf(`batch ${index}`)
      await open({ batch: batchId, reporter })
      const slash = await scene.slasher.read.slashOf([await idFor(reason.GoldFail, { batch: batchId })])
      assert.equal(slash.reporter, zeroAddress)
    }
  })

  it('it should store what its event says, and the last second of the appeal', async () => {
    await stake(1000n)
    const opened = await open({ pending: 40n })
    const deadline = (await ground.now()) + window
    const slashId = await idFor(reason.GoldFail)
    const token = getAddress(scene.dollar.address)
    const parties = { annotator: ground.annotator, requester: ground.requester, reporter: ground.reporter }
    const amounts = { fromPending: 40n, fromStake: 50n }
    assert.deepEqual(await ground.eventsOf(opened, scene.slasher), [
      {
        name: 'SlashOpened',
        args: { slashId, batchId: batch, ...parties, ...amounts, token, reason: 2, evidence: batch, deadline },
      },
    ])
    assert.deepEqual(await scene.slasher.read.slashOf([slashId]), {
      state: state.Open,
      reason: 2,
      ...parties,
      token,
      ...amounts,
      deadline: Number(deadline),
    })
  })
})

describe('Slasher.openByRuling', () => {
  it('it should refuse everybody but the court', async () => {
    await reverts(rule({ account: ground.admin }), 'NotCourt', [ground.admin])
    await reverts(rule({ account: ground.requester }), 'NotCourt', [ground.requester])
  })

  it("it should refuse a reason that is no ruling's", async () => {
    for (const other of [reason.None, reason.NoReveal, reason.GoldFail, reason.ConsensusFail]) {
      await reverts(rule({ reason: other }), 'NotRulingReason', [other])
    }
  })

  it('A59: it should refuse a second slash for the same', async () => {
    await stake(1000n)
    await rule()
    await reverts(rule(), 'SlashExists', [await idFor(reason.DisputeLost)])
    assert.equal(await available(ground.annotator), 990n)
  })

  it('it should take the stake asked for at once', async () => {
    await stake(1000n)
    const ruled = await rule({ stake: 40n })
    const now = await ground.now()
    const slashId = await idFor(reason.DisputeLost)
    const [opened, slashed] = await ground.eventsOf(ruled, scene.slasher)
    assert.deepEqual(
      [opened?.name, opened?.args.evidence, opened?.args.deadline],
      ['SlashOpened', idOf('evidence'), now],
    )
    assert.deepEqual(slashed, {
      name: 'Slashed',
      args: {
        slashId,
        annotator: ground.annotator,
        reason: 4,
        fromPending: 0n,
        fromStake: 40n,
        pendingToRequester: 0n,
        pendingToReporter: 0n,
        pendingToInsurance: 0n,
        stakeToRequester: 20n,
        stakeToReporter: 10n,
        stakeToInsurance: 10n,
      },
    })
    assert.deepEqual(await received(), { pay: [0n, 0n, 0n], stake: [20n, 10n, 10n] })
    assert.equal((await scene.slasher.read.slashOf([slashId])).state, state.Executed)
    await reverts(scene.slasher.write.execute([slashId]), 'WrongSlashState', [slashId, state.Executed])
  })

  it('it should take 10% of the whole stake at most', async () => {
    await stake(1000n)
    await scene.vault.write.unbond([500n], { account: ground.annotator })
    assert.equal(await heldBy(await rule({ stake: 101n })), 100n)
  })

  it('it should take half of the whole stake at most', async () => {
    await stake(1000n)
    assert.equal(await heldBy(await rule({ reason: reason.Spam, stake: 501n })), 500n)
    assert.equal(await heldBy(await rule({ reason: reason.Collusion, stake: 2n ** 255n })), 250n)
  })

  it('A58: it should execute over nothing', async () => {
    assert.equal(await heldBy(await rule({ reason: reason.Spam, stake: 5n })), 0n)
    assert.equal((await scene.slasher.read.slashOf([await idFor(reason.Spam)])).state, state.Executed)
  })
})

describe('Slasher.appealed', () => {
  it('it should refuse an appeal that the court did not take', async () => {
    await open()
    const slashId = await idFor(reason.GoldFail)
    const appeal = scene.slasher.write.appealed([slashId], { account: ground.annotator })
    await reverts(appeal, 'NotCourt', [ground.annotator])
  })

  it('A67: it should refuse an appeal of nothing', async () => {
    const slashId = await idFor(reason.GoldFail)
    await reverts(scene.slasher.write.appealed([slashId], { account: ground.court }), 'SlashUnknown', [slashId])
  })

  it('A63: it should take an appeal in the last second of the window', async () => {
    await open()
    const slashId = await idFor(reason.GoldFail)
    await ground.nextBlockAt((await ground.now()) + window)
    const appeal = await scene.slasher.write.appealed([slashId], { account: ground.court })
    assert.deepEqual(await ground.eventsOf(appeal, scene.slasher), [{ name: 'SlashAppealed', args: { slashId } }])
    assert.equal((await scene.slasher.read.slashOf([slashId])).state, state.Appealed)
  })

  it('A63: it should refuse an appeal one second later', async () => {
    await open()
    const slashId = await idFor(reason.GoldFail)
    const deadline = (await ground.now()) + window
    await ground.nextBlockAt(deadline + 1n)
    const appeal = scene.slasher.write.appealed([slashId], { account: ground.court })
    await reverts(appeal, 'AppealWindowOver', [slashId, deadline])
  })

  it('it should refuse an appeal of what is appealed, executed or overturned', async () => {
    const { slasher } = scene
    const account = ground.court
    await open()
    const slashId = await idFor(reason.GoldFail)
    await slasher.write.appealed([slashId], { account })
    await reverts(slasher.write.appealed([slashId], { account }), 'WrongSlashState', [slashId, state.Appealed])
    await slasher.write.decide([slashId, false], { account })
    await reverts(slasher.write.appealed([slashId], { account }), 'WrongSlashState', [slashId, state.Overturned])
    await rule()
    const ruled = await idFor(reason.DisputeLost)
    await reverts(slasher.write.appealed([ruled], { account }), 'WrongSlashState', [ruled, state.Executed])
  })
})

describe('Slasher.decide', () => {
  let slashId: Hex
  const decide = (upheld: boolean, account = ground.court) => scene.slasher.write.decide([slashId, upheld], { account })

  beforeEach(async () => {
    await stake(1000n)
    await open({ pending: 43n })
    slashId = await idFor(reason.GoldFail)
  })

  const appeal = () => scene.slasher.write.appealed([slashId], { account: ground.court })

  it('it should refuse a decision by anyone but the court', async () => {
    await appeal()
    for (const account of [ground.annotator, ground.admin]) {
      await reverts(decide(true, account), 'NotCourt', [account])
    }
  })

  it('A67: it should refuse to decide what nobody appealed', async () => {
    await reverts(decide(true), 'WrongSlashState', [slashId, state.Open])
    slashId = idOf('nothing')
    await reverts(decide(false), 'SlashUnknown', [slashId])
  })

  it('it should pay out as an execution does', async () => {
    await appeal()
    await decide(true)
    assert.deepEqual(await received(), { pay: [21n, 10n, 12n], stake: [25n, 12n, 13n] })
    assert.equal((await scene.slasher.read.slashOf([slashId])).state, state.Executed)
  })

  it('A60: it should give stake and pay back to the annotator', async () => {
    await appeal()
    const decided = await decide(false)
    assert.deepEqual(await ground.eventsOf(decided, scene.slasher), [
      { name: 'SlashOverturned', args: { slashId, annotator: ground.annotator, fromPending: 43n, fromStake: 50n } },
    ])
    assert.deepEqual(await received(), { pay: [0n, 0n, 0n], stake: [0n, 0n, 0n] })
    assert.equal(await claimable(ground.annotator), 43n)
    assert.equal(await claimable(scene.slasher.address), 0n)
    const { available: back, locked } = await scene.vault.read.stakeOf([ground.annotator])
    assert.deepEqual([back, locked], [1000n, 0n])
  })

  it('it should give back nothing where nothing was held', async () => {
    await open({ annotator: ground.stranger })
    slashId = await idFor(reason.GoldFail, { annotator: ground.stranger })
    await appeal()
    await decide(false)
    assert.equal(await available(ground.stranger), 0n)
  })

  it('A65: it should refuse a second decision', async () => {
    await appeal()
    await decide(false)
    await reverts(decide(true), 'WrongSlashState', [slashId, state.Overturned])
  })
})

describe('Slasher.execute', () => {
  const pass = async () => ground.passTo((await ground.now()) + window + 1n)
  const execute = (slashId: Hex) => scene.slasher.write.execute([slashId], { account: ground.stranger })

  it('A67: it should refuse to execute nothing', async () => {
    await reverts(execute(batch), 'SlashUnknown', [batch])
  })

  it('A63: it should refuse to execute in the last second of the window', async () => {
    await open()
    const deadline = (await ground.now()) + window
    const slashId = await idFor(reason.GoldFail)
    await ground.nextBlockAt(deadline)
    await reverts(execute(slashId), 'AppealWindowOpen', [slashId, deadline])
  })

  it('A63: it should let anyone execute one second later', async () => {
    await open()
    const slashId = await idFor(reason.GoldFail)
    await ground.nextBlockAt((await ground.now()) + window + 1n)
    await execute(slashId)
    assert.equal((await scene.slasher.read.slashOf([slashId])).state, state.Executed)
  })

  it('A59: it should refuse to execute twice, or what is appealed or overturned', async () => {
    const account = ground.court
    await open()
    await open({ reason: reason.NoReveal })
    const [first, second] = [await idFor(reason.GoldFail), await idFor(reason.NoReveal)]
    await scene.slasher.write.appealed([second], { account })
    await pass()
    await execute(first)
    await reverts(execute(first), 'WrongSlashState', [first, state.Executed])
    await reverts(execute(second), 'WrongSlashState', [second, state.Appealed])
    await scene.slasher.write.decide([second, false], { account })
    await reverts(execute(second), 'WrongSlashState', [second, state.Overturned])
  })

  it('it should send a half to the requester and a quarter each to the reporter and the insurance', async () => {
    await stake(1600n)
    await open({ pending: 40n })
    await pass()
    const executed = await execute(await idFor(reason.GoldFail))
    assert.deepEqual(await received(), { pay: [20n, 10n, 10n], stake: [40n, 20n, 20n] })
    const [slashed] = await ground.eventsOf(executed, scene.slasher)
    const parts = { pendingToRequester: 20n, pendingToReporter: 10n, pendingToInsurance: 10n }
    const stakes = { stakeToRequester: 40n, stakeToReporter: 20n, stakeToInsurance: 20n }
    const slashId = await idFor(reason.GoldFail)
    const whole = { slashId, annotator: ground.annotator, reason: 2, fromPending: 40n, fromStake: 80n }
    assert.deepEqual(slashed, { name: 'Slashed', args: { ...whole, ...parts, ...stakes } })
  })

  it('it should send both shares to a requester that reports', async () => {
    await stake(1600n)
    await open({ pending: 40n, reporter: ground.requester })
    await pass()
    await execute(await idFor(reason.GoldFail))
    assert.deepEqual(await received(), { pay: [30n, 0n, 10n], stake: [60n, 0n, 20n] })
  })

  it('A13: it should leave every rounding to the insurance', async () => {
    for (const [index, parts] of [
      [0n, 0n, 1n],
      [1n, 0n, 1n],
      [1n, 0n, 2n],
      [2n, 1n, 1n],
      [2n, 1n, 2n],
      [3n, 1n, 2n],
      [3n, 1n, 3n],
    ].entries()) {
      const batchId = idOf(`rounding ${index}`)
      const before = await received()
      await open({ batch: batchId, pending: BigInt(index + 1) })
      await pass()
      await execute(await idFor(reason.GoldFail, { batch: batchId }))
      const after = await received()
      assert.deepEqual(
        after.pay.map((amount, at) => amount - (before.pay[at] ?? 0n)),
        parts,
      )
    }
  })

  it("it should send the reporter's quarter to the insurance", async () => {
    await stake(1600n)
    await open({ pending: 41n, reporter: zeroAddress })
    await pass()
    await execute(await idFor(reason.GoldFail))
    assert.deepEqual(await received(), { pay: [20n, 0n, 21n], stake: [40n, 0n, 40n] })
  })

  it('it should send out exactly what it held, and hold nothing when all has ended (invariants 4 and 14)', async () => {
    const random = seededRandom(seed)
    const account = ground.court
    const annotators = [ground.annotator, ground.stranger, ground.keeper]
    let [deposited, withheld] = [0n, 0n]
    const running: Hex[] = []
    for (let index = 0; index < 24; index++) {
      const annotator = random.pick(annotators)
      const amount = BigInt(random.below(500))
      if (amount > 0n) await stake(amount, annotator)
      deposited += amount
      const why = random.pick([reason.NoReveal, reason.GoldFail, reason.ConsensusFail])
      const pending = BigInt(random.below(60))
      withheld += pending
      const batchId = idOf(`random ${index}`)
      const reporter = random.pick([ground.reporter, ground.requester, annotator, zeroAddress])
      const seatStake = BigInt(random.below(200))
      await open({ reason: why, batch: batchId, annotator, pending, reporter, seatStake, noRevealBps: 3000n })
      const slashId = await idFor(why, { batch: batchId, annotator })
      if (random.chance(0.3)) {
        await scene.slasher.write.appealed([slashId], { account })
        await scene.slasher.write.decide([slashId, random.chance(0.5)], { account })
      } else running.push(slashId)
    }
    await pass()
    for (const slashId of running) await execute(slashId)
    const everybody = [...annotators, ground.requester, ground.reporter, insurance]
    const stakes = await Promise.all(everybody.map((each) => scene.vault.read.stakeOf([each])))
    assert.ok(stakes.every(({ locked }) => locked === 0n))
    assert.equal(
      stakes.reduce((sum, each) => sum + each.available, 0n),
      deposited,
    )
    assert.equal(await claimable(scene.slasher.address), 0n)
    const claims = await Promise.all(everybody.map(claimable))
    assert.equal(
      claims.reduce((sum, each) => sum + each, 0n),
      withheld,
    )
  })

  it('A45: it should leave what seats lock to the seats', async () => {
    const { vault } = scene
    await stake(1000n)
    await vault.write.lock([ground.annotator, 700n], { account: ground.keeper })
    await rule({ reason: reason.Spam, stake: 1000n })
    await open({ reason: reason.NoReveal, seatStake: 700n, noRevealBps: 10_000n })
    await pass()
    await execute(await idFor(reason.NoReveal))
    await vault.write.unlock([ground.annotator, 700n], { account: ground.keeper })
    const { available: left, locked, unbonding } = await vault.read.stakeOf([ground.annotator])
    assert.deepEqual([left, locked, unbonding], [700n, 0n, 0n])
  })
})
