import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { getAddress, type Hex, zeroAddress } from 'viem'
import { argsOf, eventsOf } from '../support/events.ts'
import { reverts } from '../support/reverts.ts'
import {
  assignBatch,
  createBatch,
  createProject,
  defaultParams,
  defaultTiers,
  fund,
  hash,
  noPayload,
  type Params,
  type Tiers,
  tallyAll,
} from '../support/scenario.ts'
import { createWorld, type World } from '../support/world.ts'

const plan = { items: 3, seats: 3, agreement: 2 }
const labels = [1, 1, 1]
const month = 30 * 24 * 3600

let world: World

beforeEach(async () => {
  world = await createWorld()
})

/** A market beside the world's, not wired yet. */
const bareMarket = () =>
  world.viem.deployContract('LabelMarket', [world.vault.address, world.parameters.address], {
    libraries: world.libraries,
  })

describe('LabelMarket.wire', () => {
  it('A69: it should refuse anybody else, and nobody as a part', async () => {
    const { slasher, court, pool, stranger, admin } = world
    const market = await bareMarket()
    const parts = [slasher.address, court, pool] as const
    await reverts(market.write.wire(parts, { account: stranger }), 'NotDeployer', [stranger])
    for (const missing of [0, 1, 2]) {
      const [a, b, c] = parts.map((part, index) => (index === missing ? zeroAddress : part))
      assert.ok(a && b && c)
      await reverts(market.write.wire([a, b, c], { account: admin }), 'ZeroAddress')
    }
    await market.write.wire(parts, { account: admin })
    assert.deepEqual(
      [await market.read.slasher(), await market.read.court(), await market.read.pool()].map((part) =>
        getAddress(part),
      ),
      parts.map((part) => getAddress(part)),
    )
  })

  it('A71: it should refuse to be wired twice', async () => {
    const { market, slasher, court, pool, admin } = world
    await reverts(market.write.wire([slasher.address, court, pool], { account: admin }), 'AlreadyWired')
  })
})

describe('LabelMarket.createProject', () => {
  it('it should refuse a project before its wiring', async () => {
    const market = await bareMarket()
    await reverts(market.write.createProject([hash('early'), defaultParams(world)]), 'NotWired')
  })

  it('A68: it should refuse new projects and new funding, and let out what is in', async () => {
    const { market, parameters, requester } = world
    const projectId = await createProject(world, { funds: 1000n })
    const running = await assignBatch(world, projectId, plan)
    await parameters.write.setEntryPaused([true])
    await reverts(createProject(world, { salt: 'paused' }), 'EntryPaused')
    await reverts(fund(world, projectId, 1n), 'EntryPaused')
    await tallyAll(world, running, [labels, labels, labels])
    await market.write.settle([running.batchId, [...running.panel]])
    await market.write.refundProject([projectId, requester, 900n], { account: requester })
    await parameters.write.setEntryPaused([false])
    await fund(world, projectId, 1n)
  })

  it('A14: it should refuse tiers that descend or pay more than all', async () => {
    const tiers = (change: Partial<Tiers>) => ({ tiers: { ...defaultTiers, ...change } })
    const bad: readonly (readonly [Partial<Tiers>, bigint])[] = [
      [{ from: [6000, 5999, 9000, 9700] }, 1n],
      [{ from: [6000, 8000, 9000, 10_001] }, 3n],
      [{ pays: [1, 0, 0, 0, 0] }, 5n],
      [{ pays: [0, 5000, 8000, 10_000, 10_001] }, 8n],
      [{ probationPays: 10_001 }, 9n],
    ]
    for (const [change, position] of bad) await reverts(createProject(world, tiers(change)), 'InvalidTiers', [position])
    await createProject(world, tiers({ from: [0, 0, 10_000, 10_000], pays: [10_000, 10_000, 10_000, 10_000, 10_000] }))
  })

  it('it should refuse windows beyond the bounds, and a gold window only where there is gold', async () => {
    const gold = { goldBps: 1000 }
    await reverts(createProject(world, { ...gold, goldWindow: 59 }), 'InvalidWindow', [59n])
    await reverts(createProject(world, { ...gold, goldWindow: month + 1 }), 'InvalidWindow', [BigInt(month + 1)])
    await createProject(world, { salt: 'no gold', goldWindow: 0 })
    await reverts(createProject(world, { disputeWindow: month + 1 }), 'InvalidWindow', [BigInt(month + 1)])
    await world.parameters.write.setBounds([await bounds({ minDisputeWindow: 600 })])
    await reverts(createProject(world, { disputeWindow: 599 }), 'InvalidWindow', [599n])
    await createProject(world, { salt: 'disputable', disputeWindow: 600 })
  })

  it('it should refuse shares beyond the bounds', async () => {
    await world.parameters.write.setBounds([await bounds({ minNoRevealBps: 100 })])
    const fits: Partial<Params> = {
      goldBps: 500,
      goldBond: 9,
      noRevealBps: 100,
      maxDisagreementBps: 10_000,
      keeperFee: 50,
    }
    const bad: readonly (readonly [Partial<Params>, bigint])[] = [
      [{ goldBps: 499 }, 499n],
      [{ goldBps: 10_001 }, 10_001n],
      [{ goldBps: 0 }, 9n],
      [{ noRevealBps: 99 }, 99n],
      [{ noRevealBps: 5001 }, 5001n],
      [{ maxDisagreementBps: 10_001 }, 10_001n],
      [{ keeperFee: 51 }, 51n],
    ]
    for (const [change, share] of bad)
      await reverts(createProject(world, { ...fits, ...change }), 'InvalidShare', [share])
    await createProject(world, fits)
  })

  it('it should refuse a tolerance that makes no sense', async () => {
    await reverts(createProject(world, { tolerance: 1 }), 'InvalidTolerance', [1n])
    await reverts(createProject(world, { scale: 1, classes: 5, tolerance: 5 }), 'InvalidTolerance', [5n])
    await createProject(world, { scale: 1, classes: 5, tolerance: 4 })
  })

  it("A16: it should keep a project's terms when the bounds change", async () => {
    const terms: Partial<Params> = { ...everything, eligibility: zeroAddress }
    const projectId = await createProject(world, terms)
    await world.parameters.write.setBounds([await bounds({ maxKeeperFee: 0, minGoldBps: 9000, minWindow: 86_400 })])
    const { params, guidelineVersion } = await world.market.read.projectOf([projectId])
    const { token, ...kept } = params
    assert.equal(getAddress(token), getAddress(world.dollar.address))
    const { token: _, ...defined } = { ...defaultParams(world), ...terms }
    assert.deepEqual(kept, defined)
    assert.equal(guidelineVersion, 1)
    await reverts(createProject(world, { ...terms, salt: 'later' }), 'InvalidWindow', [3600n])
  })
})

/** A value of its own in every field that is packed. */
const everything: Partial<Params> = {
  rewardPerLabel: 2n ** 96n - 1n,
  stakePerSeat: 2n ** 96n - 2n,
  classes: 200,
  scale: 1,
  tolerance: 17,
  escalation: 2,
  goldWindow: 4321,
  disputeWindow: 5432,
  tiers: { from: [1, 2, 3, 4], pays: [5, 6, 7, 8, 9], probationPays: 10, probationAnswers: 65_535 },
  goldBps: 1100,
  maxDisagreementBps: 1200,
  noRevealBps: 1300,
  goldBond: 65_534,
  keeperFee: 15,
}

async function bounds(change: Partial<Awaited<ReturnType<typeof world.parameters.read.bounds>>>) {
  return { ...(await world.parameters.read.bounds()), ...change }
}

describe('LabelMarket.updateGuideline', () => {
  it('A54: it should bind later batches only', async () => {
    const { market, requester } = world
    const projectId = await createProject(world)
    await createBatch(world, projectId, plan)
    const transaction = await market.write.updateGuideline([projectId, hash('second')], { account: requester })
    assert.deepEqual(await eventsOf(world, transaction), [
      { name: 'GuidelineUpdated', args: { projectId, version: 2n, guidelineHash: hash('second') } },
    ])
    const { guidelineVersion, params } = await market.read.projectOf([projectId])
    assert.deepEqual([guidelineVersion, params.guidelineHash], [2, hash('second')])
    const args = [projectId, hash('later'), noPayload, 3, 3, 2] as const
    const later = await market.write.createBatch(args, { account: requester })
    assert.equal((await argsOf(world, later, 'BatchCreated'))[0]?.guidelineVersion, 2n)
  })

  it("it should refuse another's guideline and one of a sealed dataset", async () => {
    const { market, requester, stranger } = world
    const projectId = await createProject(world)
    const update = (account: Hex) => market.write.updateGuideline([projectId, hash('second')], { account })
    await reverts(update(stranger), 'NotRequester', [projectId, stranger])
    await market.write.sealDataset([projectId, hash('root'), 0n, 0n], { account: requester })
    await reverts(update(requester), 'ProjectSealed', [projectId])
  })
})

describe('LabelMarket.sealDataset', () => {
  const seal = (projectId: Hex, account = world.requester) =>
    world.market.write.sealDataset([projectId, hash('root'), 8n, 2n], { account })

  it('it should keep the root and refuse all batches from then on', async () => {
    const { market, requester, annotators } = world
    const projectId = await createProject(world, { funds: 1000n })
    const waiting = await createBatch(world, projectId, plan)
    assert.equal(await market.read.labelsRootOf([projectId]), noPayload)
    assert.deepEqual(await eventsOf(world, await seal(projectId)), [
      { name: 'DatasetSealed', args: { projectId, labelsRoot: hash('root'), verified: 8n, contested: 2n } },
    ])
    assert.equal(await market.read.labelsRootOf([projectId]), hash('root'))
    assert.equal((await market.read.projectOf([projectId])).isSealed, true)
    await reverts(createBatch(world, projectId, { ...plan, manifest: 'more' }), 'ProjectSealed', [projectId])
    const assigning = market.write.assign([waiting, annotators.slice(0, 3)], { account: requester })
    await reverts(assigning, 'ProjectSealed', [projectId])
  })

  it('it should still let the requester take money back', async () => {
    const { market, requester, dollar } = world
    const projectId = await createProject(world, { funds: 1000n })
    await seal(projectId)
    await market.write.refundProject([projectId, requester, 1000n], { account: requester })
    assert.equal(await dollar.read.balanceOf([requester]), 1000n)
  })

  it('it should refuse while a batch runs', async () => {
    const projectId = await createProject(world, { funds: 1000n })
    await assignBatch(world, projectId, plan)
    await reverts(seal(projectId), 'ProjectRunning', [projectId, 63n])
  })

  it("it should refuse a stranger's seal and a second one", async () => {
    const projectId = await createProject(world)
    await reverts(seal(projectId, world.stranger), 'NotRequester', [projectId, world.stranger])
    await seal(projectId)
    await reverts(seal(projectId), 'ProjectSealed', [projectId])
  })
})
