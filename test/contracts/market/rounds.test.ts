import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { encodeFunctionData, type Hex, zeroAddress } from 'viem'
import { argsOf, eventsOf } from '../support/events.ts'
import { errorNameOf, reverts } from '../support/reverts.ts'
import {
  assignBatch,
  createBatch,
  createProject,
  defaultTiers,
  hash,
  noPayload,
  type Params,
  positionBytes,
  type Running,
  stake,
  tallyAll,
} from '../support/scenario.ts'
import { batchFlag, batchState, seatState } from '../support/states.ts'
import { createWorld, type World } from '../support/world.ts'

const items = 20
const truth = Array.from({ length: items }, (_, i) => i % 4)
const gold = { positions: truth.map((_, i) => i), labels: truth }
const plan = { items, seats: 3, agreement: 2, gold }
const terms: Partial<Params> = {
  goldBps: 1000,
  goldBond: 5,
  escalation: 2,
  stakePerSeat: 10n,
  tiers: { ...defaultTiers, probationAnswers: 10 },
}

let world: World
let projectId: Hex

beforeEach(async () => {
  world = await createWorld()
  projectId = await createProject(world, { ...terms, funds: 10n ** 6n })
  await stake(world, world.annotators, 100n)
})

/** Settled batches in which the panel has everything right: after 300 answers its tier is 4. */
async function settled(rounds = 1, seats = 3): Promise<Running> {
  let last: Running | undefined
  for (let round = 0; round < rounds; round++) {
    const shape = { ...plan, seats, agreement: (seats + 1) / 2, manifest: `round ${round} of ${rounds} ${seats}` }
    last = await assignBatch(world, projectId, shape)
    await tallyAll(
      world,
      last,
      Array.from({ length: seats }, () => truth),
    )
    await world.market.write.settle([last.batchId, [...last.panel]])
  }
  assert.ok(last)
  return last
}

const openRound = (
  parent: Hex,
  { manifest = 'again', positions = positionBytes([0, 7]), account = world.requester } = {},
) => world.market.write.createRound([parent, hash(manifest), positions], { account })

const roundOf = (parent: Hex) => world.market.read.roundOf([parent])

describe('LabelMarket.createRound', () => {
  it('it should open a batch for two more annotators at twice the reward and stake, without gold', async () => {
    const { market, requester, annotators } = world
    const { batchId: parent } = await settled(16, 5)
    await market.write.updateGuideline([projectId, hash('newer')], { account: requester })
    const transaction = await openRound(parent)
    const batchId = await market.read.batchIdOf([projectId, hash('again'), noPayload])
    const deadline = (await world.now()) + 7n * 24n * 3600n
    const shape = { items: 2n, seats: 7n, agreement: 4n, manifestHash: hash('again'), goldHash: noPayload }
    assert.deepEqual(await eventsOf(world, transaction), [
      { name: 'BatchCreated', args: { batchId, projectId, ...shape, guidelineVersion: 2n, deadline } },
      { name: 'RoundOpened', args: { batchId, parent, positions: '0x00000007' } },
    ])
    assert.equal(await roundOf(parent), batchId)
    assert.equal((await market.read.batchOf([batchId])).flags, batchFlag.Senior)
    // Two annotators more earn their tier in panels of three.
    const others = annotators.slice(4, 7)
    for (let round = 0; round < 16; round++) {
      const batch = await createBatch(world, projectId, { ...plan, manifest: `others ${round}` })
      await market.write.assign([batch, others], { account: requester })
      const opening = { manifestHash: hash(`others ${round}`), salt: hash(`salt of others ${round}`) }
      const bytes = {
        positions: positionBytes(gold.positions),
        labels: `0x${truth.map((l) => `0${l}`).join('')}` as Hex,
      }
      await tallyAll(world, { batchId: batch, panel: others, opening: { ...opening, ...bytes } }, [truth, truth, truth])
      await market.write.settle([batch, others])
    }
    const assigned = await market.write.assign([batchId, annotators.slice(0, 7)], { account: requester })
    const [{ reserved } = {}] = await argsOf(world, assigned, 'Assigned')
    assert.equal(reserved, 14n * (2n * 7n))
    const panel = annotators.slice(0, 7)
    const said = panel.map(() => [1, 2])
    const tallied = await tallyAll(world, { batchId, panel }, said)
    assert.deepEqual(await argsOf(world, tallied, 'GoldOpened'), [])
    const locked = await argsOf(world, tallied, 'StakeLocked')
    assert.deepEqual(locked, [])
    const ended = await market.write.settle([batchId, panel])
    assert.deepEqual(
      (await argsOf(world, ended, 'RewardAccrued')).map(({ amount }) => amount),
      panel.map(() => 28n),
    )
    assert.deepEqual(
      (await argsOf(world, ended, 'StakeUnlocked')).map(({ amount }) => amount),
      panel.map(() => 20n),
    )
  })

  it('A42: it should refuse a second round of one batch, and a round of a round', async () => {
    const { market } = world
    const { batchId: parent } = await settled()
    await openRound(parent)
    const round = await roundOf(parent)
    await reverts(openRound(parent, { manifest: 'once more' }), 'BatchExists', [round])
    await reverts(openRound(round), 'WrongState', [round, batchState.Created])
    assert.equal((await market.read.batchOf([round])).seats, 5)
  })

  it('it should refuse each by its name', async () => {
    const { market, requester, stranger } = world
    const { batchId: parent } = await settled()
    await reverts(openRound(hash('nothing')), 'WrongState', [hash('nothing'), batchState.None])
    await reverts(openRound(parent, { account: stranger }), 'NotRequester', [projectId, stranger])
    await reverts(openRound(parent, { positions: '0x' }), 'InvalidItems', [0n])
    await reverts(openRound(parent, { positions: '0x000100' }), 'InvalidItems', [3n])
    await reverts(openRound(parent, { positions: positionBytes([3, 3]) }), 'InvalidItem', [parent, 3n])
    await reverts(openRound(parent, { positions: positionBytes([3, 20]) }), 'InvalidItem', [parent, 20n])
    const { batchId: seven } = await settled(1, 7)
    await reverts(openRound(seven), 'InvalidSeats', [9n])
    const rule = projectId
    projectId = await createProject(world, { ...terms, salt: 'no rounds', escalation: 1, funds: 10_000n })
    const { batchId: expert } = await settled(1)
    await reverts(openRound(expert), 'NotByRule', [projectId])
    await market.write.sealDataset([rule, hash('root'), 1n, 0n], { account: requester })
    await reverts(openRound(parent), 'ProjectSealed', [rule])
  })

  it('it should seat annotators of tier 3 or more only', async () => {
    const { market, annotators, requester } = world
    const { batchId: parent } = await settled()
    await openRound(parent)
    const round = await roundOf(parent)
    const panel = annotators.slice(0, 5)
    const [first] = panel
    assert.ok(first)
    // Twenty right answers: the lower bound of the accuracy is 88%, tier 2.
    assert.equal((await market.read.standingOf([projectId, first])).tier, 2)
    assert.equal(await market.read.canSit([round, first]), false)
    await reverts(market.write.assign([round, panel], { account: requester }), 'NotSenior', [round, first])
    await settled(2, 5)
    assert.equal((await market.read.standingOf([projectId, first])).tier, 3)
    assert.equal(await market.read.canSit([round, first]), true)
    // The fourth has forty answers only, which is tier 3 too; the sixth none: whoever is not known is not senior.
    const [, , , , , sixth] = annotators
    assert.ok(sixth)
    assert.equal(await market.read.canSit([round, sixth]), false)
    await market.write.assign([round, panel], { account: requester })
  })
})

describe('LabelMarket.assignDrawn', () => {
  it('it should refuse anybody but the pool', async () => {
    const { market, requester, annotators } = world
    const batchId = await createBatch(world, projectId, plan)
    const call = market.write.assignDrawn([batchId, annotators.slice(0, 3)], { account: requester })
    await reverts(call, 'NotPool', [requester])
  })

  it('A52: it should seat a drawn panel as an invited one, the requester excluded', async () => {
    const { market, requester, annotators, pool } = world
    const batchId = await createBatch(world, projectId, plan)
    const draw = (panel: readonly Hex[]) => market.write.assignDrawn([batchId, panel], { account: pool })
    const withRequester = [...annotators.slice(0, 2), requester].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
    await reverts(draw(withRequester), 'RequesterOnPanel', [batchId])
    const transaction = await draw(annotators.slice(0, 3))
    const [assigned] = await argsOf(world, transaction, 'Assigned')
    assert.equal(assigned?.drawn, true)
    assert.equal((await market.read.seatOf([batchId, annotators[0] ?? zeroAddress])).state, seatState.Assigned)
    await reverts(draw(annotators.slice(0, 3)), 'WrongState', [batchId, batchState.Committing])
    const late = await createBatch(world, projectId, { ...plan, manifest: 'late' })
    const deadline = BigInt((await market.read.batchOf([late])).deadline)
    await world.passTo(deadline + 1n)
    const tooLate = market.write.assignDrawn([late, annotators.slice(0, 3)], { account: pool })
    await reverts(tooLate, 'DeadlinePassed', [late, deadline])
  })
})

describe('LabelMarket.canSit', () => {
  it('it should say no to the requester, to nobody, and for an unknown batch', async () => {
    const { market, requester, stranger } = world
    const batchId = await createBatch(world, projectId, plan)
    assert.equal(await market.read.canSit([batchId, stranger]), true)
    assert.equal(await market.read.canSit([batchId, requester]), false)
    assert.equal(await market.read.canSit([batchId, zeroAddress]), false)
    assert.equal(await market.read.canSit([hash('nothing'), stranger]), false)
  })

  async function listed() {
    const hook = await world.viem.deployContract('ListedOnly')
    const id = await createProject(world, { salt: 'listed', eligibility: hook.address, funds: 10_000n })
    const { gold: _, ...bare } = plan
    return { hook, id, batchId: await createBatch(world, id, bare) }
  }

  it('it should ask the hook, and so should both assignments', async () => {
    const { market, requester, pool, annotators } = world
    const { hook, id, batchId } = await listed()
    const panel = annotators.slice(0, 3)
    const [a, b, c] = panel
    assert.ok(a && b && c)
    for (const annotator of [a, b]) await hook.write.list([id, annotator])
    assert.deepEqual(await Promise.all(panel.map((annotator) => market.read.canSit([batchId, annotator]))), [
      true,
      true,
      false,
    ])
    await reverts(market.write.assign([batchId, panel], { account: requester }), 'NotEligible', [batchId, c])
    await reverts(market.write.assignDrawn([batchId, panel], { account: pool }), 'NotEligible', [batchId, c])
    await hook.write.list([id, c])
    await market.write.assign([batchId, panel], { account: requester })
  })

  it('A8: it should take a hook that reverts, answers nothing, lies, bombs or burns gas for a no', async () => {
    const { market, requester, annotators } = world
    const { hook, id, batchId } = await listed()
    const panel = annotators.slice(0, 3)
    const [first] = panel
    assert.ok(first)
    for (const annotator of panel) await hook.write.list([id, annotator])
    for (const answer of [1, 2, 3, 4, 5]) {
      await hook.write.setAnswer([answer])
      assert.equal(await market.read.canSit([batchId, first]), false, `answer ${answer}`)
      await reverts(market.write.assign([batchId, panel], { account: requester }), 'NotEligible', [batchId, first])
    }
    await hook.write.setAnswer([0])
    assert.equal(await market.read.canSit([batchId, first]), true)
    // An account without code says nothing.
    const nobody = await createProject(world, { salt: 'no code', eligibility: world.stranger })
    const { gold: _, ...bare } = plan
    const batch = await createBatch(world, nobody, bare)
    assert.equal(await market.read.canSit([batch, first]), false)
  })

  it('it should refuse to ask a hook with too little gas for an honest answer', async () => {
    const { market } = world
    const { hook, id, batchId } = await listed()
    await hook.write.list([id, world.stranger])
    const data = encodeFunctionData({ abi: market.abi, functionName: 'canSit', args: [batchId, world.stranger] })
    const ask = (gas: bigint) => world.client.call({ to: market.address, data, gas })
    const failed = await ask(120_000n).then(
      () => '',
      (error: unknown) => errorNameOf(error),
    )
    assert.equal(failed, 'InsufficientGas')
    assert.equal(BigInt((await ask(300_000n)).data ?? 0), 1n)
  })
})
