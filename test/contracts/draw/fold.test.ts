import assert from 'node:assert/strict'
import { beforeEach, it } from 'node:test'
import type { Address, Hex } from 'viem'
import { seededRandom } from '../support/random.ts'
import { errorNameOf } from '../support/reverts.ts'
import { eventsOf } from './support/events.ts'
import { apply, emptyFold, type Folded } from './support/fold.ts'
import {
  activation,
  answers,
  committing,
  commitWindow,
  createDrawWorld,
  createPool,
  type DrawWorld,
  day,
  drawState,
  hash,
  memberAt,
  noSkill,
  openBatch,
  passSeedBlock,
  projectId,
  stakeCap,
} from './support/world.ts'

const seed = Number(process.env.TEST_SEED ?? 1)

let world: DrawWorld
let fold: Folded

beforeEach(async () => {
  world = await createDrawWorld()
  fold = emptyFold()
})

/** Folds what the call emits, unless the contracts refuse it by name. Says whether they took it. */
async function play(call: Promise<Hex>): Promise<boolean> {
  const transaction = await call.catch((reason: unknown) => {
    assert.notEqual(errorNameOf(reason), 'Panic')
    return undefined
  })
  if (transaction === undefined) return false
  for (const event of await eventsOf(world, transaction)) apply(fold, world.market.address, event)
  return true
}

async function pastEvents(): Promise<void> {
  const head = await world.client.getBlockNumber()
  for (let blockNumber = 0n; blockNumber <= head; blockNumber++) {
    const { transactions } = await world.client.getBlock({ blockNumber })
    for (const transaction of transactions) {
      for (const event of await eventsOf(world, transaction)) {
        if (event.name !== 'RoleGranted') apply(fold, world.market.address, event)
      }
    }
  }
}

it('A75: should give back every stored value of the pool over a random history', async () => {
  const { pool, vault, market, consumer, admin, requester, stranger, issuer, registry } = world
  const random = seededRandom(seed)
  await registry.write.createSkill(['law'], { account: issuer })
  const skill = await registry.read.skillIdOf([issuer, hash('law')])
  for (const member of world.members.slice(0, 5)) {
    await vault.write.deposit([member, 100n * stakeCap], { account: admin })
    await registry.write.grant([skill, member, 3n, 9_999_999_999n], { account: issuer })
  }
  const pools = [await createPool(world), await createPool(world, skill, 2)]
  const batches = [hash('one'), hash('two'), hash('three')]
  for (const batchId of batches) await openBatch(world, 3, batchId)
  await pastEvents()
  const member = () => memberAt(world, random.below(5))
  const someDraw = async () => BigInt(1 + random.below(Math.max(1, Number(await pool.read.draws()))))
  const actions: [string, () => Promise<boolean>][] = [
    ['join', () => play(pool.write.join([random.pick(pools), BigInt(1 + random.below(4))], { account: member() }))],
    ['join', () => play(pool.write.join([random.pick(pools), BigInt(1 + random.below(4))], { account: member() }))],
    ['leave', () => play(pool.write.leave([random.pick(pools), BigInt(1 + random.below(3))], { account: member() }))],
    ['request', () => play(consumer.write.request([random.pick(pools), BigInt(1 + random.below(4)), hash('c')]))],
    ['panel', () => play(pool.write.requestPanel([random.pick(batches), random.pick(pools)], { account: requester }))],
    [
      'fulfil',
      async () => {
        const drawId = await someDraw()
        await passSeedBlock(world, drawId)
        return play(pool.write.fulfil([drawId], { account: stranger }))
      },
    ],
    [
      'keep',
      async () => {
        const drawId = await someDraw()
        await passSeedBlock(world, drawId)
        return play(pool.write.keepSeed([drawId], { account: stranger }))
      },
    ],
    ['renew', async () => play(pool.write.renew([await someDraw()]))],
    [
      'strike',
      async () => {
        // From the next panel on, so that it is likely that there is somebody to strike.
        const batchId = random.pick(batches)
        if ((await market.read.batchOf([batchId])).state === committing) await market.write.reassign([batchId])
        await play(pool.write.requestPanel([batchId, random.pick(pools)], { account: requester }))
        const drawId = await pool.read.panelDrawOf([batchId])
        if (drawId === 0n) return false
        await passSeedBlock(world, drawId)
        await play(pool.write.fulfil([drawId], { account: stranger }))
        const { commitBy } = await pool.read.drawOf([await pool.read.panelDrawOf([batchId])])
        if ((await world.now()) < commitBy) await world.nextBlockAt(commitBy + 1)
        const panel = await market.read.panelOf([batchId])
        return play(pool.write.strike([batchId, panel[random.below(3)] ?? member()]))
      },
    ],
    [
      'reassign',
      async () => {
        const batchId = random.pick(batches)
        if ((await market.read.batchOf([batchId])).state !== committing) return false
        await market.write.reassign([batchId])
        return true
      },
    ],
    [
      'pass',
      async () => {
        await world.pass(random.pick([activation, activation, day / 2, 8 * day]))
        return true
      },
    ],
    [
      'refuse',
      async () => {
        await consumer.write.setAnswer([member(), random.pick([answers.Yes, answers.No])])
        return true
      },
    ],
  ]
  const done = new Map<string, number>()
  // Whom the draws seat hangs on the blocks' hashes, which no seed fixes: the history goes on until there was some of everything.
  const isMissing = () => actions.some(([name]) => !done.has(name))
  for (let step = 0; step < 300 || isMissing(); step++) {
    assert.ok(step < 5000, 'the history is stuck')
    const [name, act] = random.pick(actions)
    if (await act()) done.set(name, (done.get(name) ?? 0) + 1)
  }

  const locked = new Map<string, bigint>()
  for (const [poolId, { slots, members, ...expected }] of fold.pools) {
    assert.deepEqual(await pool.read.poolOf([poolId as Hex]), expected)
    assert.equal(slots.length, expected.length)
    for (const [position, slot] of slots.entries()) {
      assert.deepEqual(await pool.read.slotOf([poolId as Hex, BigInt(position)]), slot)
    }
    for (const [account, stored] of members) {
      assert.deepEqual(await pool.read.memberOf([poolId as Hex, account as Address]), stored)
      locked.set(account, (locked.get(account) ?? 0n) + BigInt(stored.slots) * expected.stakePerSlot)
    }
    // Slots alive are the members' slots, and every other position is on the free list.
    const alive = [...members.values()].reduce((sum, { slots: held }) => sum + held, 0)
    assert.equal(alive, expected.live)
    const free = new Set<number>()
    for (let link = expected.free; link !== 0; link = slots[link - 1]?.previous ?? 0) {
      assert.ok(!free.has(link), 'the free list is a ring')
      free.add(link)
    }
    assert.equal(free.size, expected.length - expected.live)
  }
  // What the pool locked is what its members' slots are worth: nothing else locks here.
  for (const [account, amount] of locked) {
    assert.equal((await vault.read.stakeOf([account as Address])).locked, amount)
  }
  for (const [drawId, expected] of fold.draws) {
    assert.deepEqual(await pool.read.drawOf([drawId]), expected)
    assert.equal(await pool.read.seedOf([drawId]), fold.seeds.get(drawId) ?? noSkill)
  }
  assert.equal(await pool.read.draws(), BigInt(fold.draws.size))
  assert.ok([...fold.draws.values()].some(({ state }) => state === drawState.Fulfilled))
  for (const batchId of batches) {
    assert.equal(await pool.read.panelDrawOf([batchId]), fold.panelDraws.get(batchId) ?? 0n)
    for (const account of world.members) {
      assert.equal(await pool.read.isStruck([batchId, account]), fold.struck.has(`${batchId} ${account}`))
    }
  }
})

it('A75: should give back every stored value of the registry over a random history', async () => {
  const { registry, market, issuer, requester, stranger } = world
  const random = seededRandom(seed)
  const issuers = [issuer, requester]
  const projects = [projectId, hash('other')]
  for (const project of projects) await market.write.setProject([project, requester, commitWindow])
  for (const account of issuers) await play(registry.write.createSkill(['a skill'], { account }))
  const skills = await Promise.all(issuers.map((account) => registry.read.skillIdOf([account, hash('a skill')])))
  const member = () => memberAt(world, random.below(4))
  const owned = () => {
    const index = random.below(2)
    const [skill, account] = [skills[index], issuers[index]]
    assert.ok(skill && account)
    return { skill, account }
  }
  const actions: (() => Promise<boolean>)[] = [
    async () => {
      const { skill, account } = owned()
      const expiresAt = BigInt((await world.now()) + random.pick([100, day, 100 * day]))
      return play(registry.write.grant([skill, member(), BigInt(1 + random.below(5)), expiresAt], { account }))
    },
    async () => {
      const { skill, account } = owned()
      return play(registry.write.revoke([skill, member()], { account }))
    },
    async () => {
      const { skill, account } = owned()
      return play(registry.write.recognise([skill, random.pick(projects), random.below(4)], { account }))
    },
    async () => {
      await market.write.setStanding([random.pick(projects), member(), random.below(6), random.pick([2, 3, 4, 255])])
      return play(registry.write.certify([random.pick(skills), random.pick(projects), member()], { account: stranger }))
    },
    () =>
      play(
        registry.write.setRequirement([random.pick(projects), random.pick(skills), BigInt(1 + random.below(5))], {
          account: requester,
        }),
      ),
    async () => {
      await world.pass(random.pick([200, day]))
      return true
    },
  ]
  for (let step = 0; step < 150; step++) await random.pick(actions)()

  let holdings = 0
  for (const skill of skills) {
    assert.equal(await registry.read.issuerOf([skill]), fold.issuers.get(skill))
    for (const account of world.members) {
      const expected = fold.holdings.get(skill)?.get(account)
      if (expected !== undefined) holdings++
      const none = { level: 0, expiresAt: 0, nonce: 0, revoked: false }
      assert.deepEqual(await registry.read.holdingOf([skill, account]), expected ?? none)
    }
    for (const project of projects) {
      const expected = fold.recognitions.get(skill)?.get(project) ?? 0n
      assert.equal(await registry.read.recognitionOf([skill, project]), expected)
    }
  }
  assert.ok(holdings > 4)
  for (const project of projects) {
    assert.deepEqual(await registry.read.requirementOf([project]), fold.requirements.get(project))
  }
})
