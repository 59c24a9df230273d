import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Address, getAddress, type Hex } from 'viem'
import { argsOf, eventsOf } from '../support/events.ts'
import { apply, emptyFold, type Folded } from '../support/fold.ts'
import { startHistory } from '../support/history.ts'
import { seededRandom } from '../support/random.ts'
import { createWorld, type World } from '../support/world.ts'

const actionsPerHistory = 250

test('no money appears or vanishes, and the events tell the storage, in random histories', async (context) => {
  const kinds = new Set<string>()
  for (const seed of [1, 2, 3]) {
    await context.test(`seed ${seed}`, async () => {
      for (const kind of await checkHistory(seed)) kinds.add(kind)
    })
  }
  const all =
    'assign claim commit createBatch deposit fund openReveal refund reveal settle tally unbond voidBatch withdraw'
  assert.equal([...kinds].sort().join(' '), all)
})

/** @returns The kinds of actions that took place. */
async function checkHistory(seed: number): Promise<Set<string>> {
  const world = await createWorld()
  const history = await startHistory(world, seededRandom(seed))
  const fold = emptyFold()
  for (const event of await pastEvents(world)) apply(fold, event)
  const kinds = new Set<string>()
  for (let actions = 0, tries = 0; actions < actionsPerHistory; tries++) {
    assert.ok(tries < 20 * actionsPerHistory, 'the history is stuck')
    const { kind, transaction } = await history.act()
    if (transaction === undefined) continue
    actions++
    kinds.add(kind)
    for (const event of await eventsOf(world, transaction)) apply(fold, event)
    await requireReservePaidOut(world, fold, transaction)
    await requireSolvent(world, fold, history.tokens)
    requireProjectsBalance(fold)
  }
  await requireStorage(world, fold)
  return kinds
}

/** The events of the chain so far. */
async function pastEvents(world: World) {
  const head = await world.client.getBlockNumber()
  const events = []
  for (let blockNumber = 0n; blockNumber <= head; blockNumber++) {
    const { transactions } = await world.client.getBlock({ blockNumber })
    for (const transaction of transactions) events.push(...(await eventsOf(world, transaction)))
  }
  return events
}

/** Invariant 1, per token: balance = free + reserved + claimable; and of the vault: balance = stakes. */
async function requireSolvent(world: World, fold: Folded, tokens: readonly Address[]): Promise<void> {
  for (const token of tokens.map((address) => getAddress(address))) {
    const contract = await world.viem.getContractAt('MintableToken', token)
    const owned = [...fold.projects.values()].filter((project) => project.token === token)
    const held = owned.reduce((sum, { free, reserved }) => sum + free + reserved, 0n)
    const claimable = [...fold.claimable.values()].reduce((sum, balances) => sum + (balances.get(token) ?? 0n), 0n)
    assert.equal(await contract.read.balanceOf([world.market.address]), held + claimable)
  }
  const stakes = [...fold.stakes.values()].reduce(
    (sum, { available, locked, unbonding }) => sum + available + locked + unbonding,
    0n,
  )
  assert.equal(await world.label.read.balanceOf([world.vault.address]), stakes)
}

/** Invariant 2, per project: funded = free + reserved + paid + refunded. */
function requireProjectsBalance(fold: Folded): void {
  for (const { funded, free, reserved, paid, refunded } of fold.projects.values()) {
    assert.equal(funded, free + reserved + paid + refunded)
  }
}

/** Invariant 3, per batch: reserve = paid + refunded, and the rewards add up to what is paid. */
async function requireReservePaidOut(world: World, fold: Folded, transaction: Hex): Promise<void> {
  const rewards = await argsOf(world, transaction, 'RewardAccrued')
  for (const name of ['BatchSettled', 'BatchVoided']) {
    for (const { batchId, paid, refunded } of await argsOf(world, transaction, name)) {
      const batch = fold.batches.get(batchId as Hex)
      const seats = fold.seats.get(batchId as Hex)?.size ?? 0
      assert.equal((paid as bigint) + (refunded as bigint), BigInt((batch?.items ?? 0) * seats) * 7n)
      const sum = rewards.reduce((total, reward) => total + (reward.amount as bigint), 0n)
      assert.equal(sum, paid)
    }
  }
}

/** Invariant 12: fold(events) = storage. */
async function requireStorage(world: World, fold: Folded): Promise<void> {
  const { market, vault } = world
  for (const [id, expected] of fold.projects) {
    const { free, reserved } = await market.read.projectOf([id as Hex])
    assert.deepEqual({ free, reserved }, { free: expected.free, reserved: expected.reserved })
  }
  for (const [id, expected] of fold.batches) assert.deepEqual(await market.read.batchOf([id as Hex]), expected)
  for (const [id, seats] of fold.seats) {
    for (const [annotator, expected] of seats) {
      assert.deepEqual(await market.read.seatOf([id as Hex, annotator as Address]), expected)
    }
  }
  for (const [annotator, balances] of fold.claimable) {
    for (const [token, expected] of balances) {
      assert.equal(await market.read.claimableOf([annotator as Address, token as Address]), expected)
    }
  }
  for (const [account, expected] of fold.stakes) {
    assert.deepEqual(await vault.read.stakeOf([account as Address]), expected)
  }
}
