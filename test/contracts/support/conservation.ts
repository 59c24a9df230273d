/** Plays a random history and holds every action of it to the invariants of the README. */
import assert from 'node:assert/strict'
import { type Address, getAddress, type Hex } from 'viem'
import { batchFlag, batchState, seatState, slashState } from '../reference/states.ts'
import { type Emitted, eventsOf } from './events.ts'
import { apply, emptyFold, type Folded } from './fold.ts'
import { startHistory } from './history.ts'
import { seededRandom } from './random.ts'
import { createWorld, type World } from './world.ts'

/**
 * @param actions Accepted actions to play.
 * @returns How often each kind of action took place.
 * @throws AssertionError at the first action that breaks an invariant.
 */
export async function checkHistory(seed: number, actions: number): Promise<Map<string, number>> {
  const world = await createWorld()
  const fold = emptyFold()
  const held = new Map<string, bigint>()
  const history = await startHistory(world, seededRandom(seed), fold)
  for (const event of await pastEvents(world)) apply(fold, event)
  const kinds = new Map<string, number>()
  for (let done = 0, tries = 0; done < actions; tries++) {
    assert.ok(tries < 20 * actions, 'the history is stuck')
    const { kind, transaction } = await history.act()
    if (transaction === undefined) continue
    done++
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    const events = await eventsOf(world, transaction)
    for (const event of events) apply(fold, event)
    requireReservePaidOut(held, events)
    requireProjectsBalance(fold)
    requireLockedForCommits(fold)
    await requireSolvent(world, fold, history.tokens)
  }
  await requireStorage(world, fold)
  return kinds
}

/** The events of the chain so far. */
async function pastEvents(world: World): Promise<Emitted[]> {
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
export function requireProjectsBalance(fold: Folded): void {
  for (const { funded, free, reserved, paid, refunded } of fold.projects.values()) {
    assert.equal(funded, free + reserved + paid + refunded)
  }
}

/** Invariant 3, per batch: reserve = keepers' fees + paid + refunded, and the rewards add up to what is paid. */
export function requireReservePaidOut(held: Map<string, bigint>, events: readonly Emitted[]): void {
  let [ended, rewarded] = [0n, 0n]
  for (const { name, args } of events) {
    const batchId = args.batchId as string
    const amount = (args.amount ?? 0n) as bigint
    if (name === 'Assigned') held.set(batchId, args.reserved as bigint)
    if (name === 'Reassigned') held.delete(batchId)
    if (name === 'RewardAccrued' || name === 'RewardWithheld') rewarded += amount
    if (name === 'KeeperPaid' && held.has(batchId)) held.set(batchId, (held.get(batchId) ?? 0n) - amount)
    if (name === 'BatchSettled' || name === 'BatchVoided') {
      const { paid, refunded } = args as { paid: bigint; refunded: bigint }
      held.set(batchId, (held.get(batchId) ?? 0n) - paid - refunded)
      ended += paid
    }
  }
  assert.equal(rewarded, ended)
  const last = events.findLast(({ name }) => name === 'BatchSettled' || name === 'BatchVoided')
  if (last !== undefined) assert.equal(held.get(last.args.batchId as string), 0n)
}

/** Invariant 5, per account: locked = the stakes of the seats that it committed for, in batches that have not ended, and what slashes hold. */
function requireLockedForCommits(fold: Folded): void {
  const due = new Map<string, bigint>()
  for (const [id, { projectKey, state, flags }] of fold.batches) {
    if (state === batchState.Settled || state === batchState.Void) continue
    const stakePerSeat = (fold.projects.get(projectKey)?.stakePerSeat ?? 0n) << BigInt(flags & batchFlag.Senior)
    for (const [annotator, seat] of fold.seats.get(id) ?? []) {
      if (seat.state >= seatState.Committed) due.set(annotator, (due.get(annotator) ?? 0n) + stakePerSeat)
    }
  }
  for (const { annotator, state, fromStake } of fold.slashes.values()) {
    const held = state === slashState.Open || state === slashState.Appealed
    if (held) due.set(annotator, (due.get(annotator) ?? 0n) + fromStake)
  }
  for (const [account, { locked }] of fold.stakes) assert.equal(locked, due.get(account) ?? 0n, account)
}

/** Invariant 4: fold(events) = storage. */
export async function requireStorage(world: Pick<World, 'market' | 'vault'>, fold: Folded): Promise<void> {
  const { market, vault } = world
  for (const expected of fold.projects.values()) {
    const { idTail, ...stored } = await market.read.projectOf([expected.id as Hex])
    assert.equal(idTail, `0x${expected.id.slice(42)}`)
    const { requester, params, free, reserved, guidelineVersion, isSealed } = expected
    assert.deepEqual(stored, { requester, params, free, reserved, guidelineVersion, isSealed })
    assert.equal(await market.read.labelsRootOf([expected.id as Hex]), expected.labelsRoot)
    for (const [annotator, standing] of fold.standings.get(expected.id.slice(0, 42)) ?? []) {
      assert.deepEqual(await market.read.standingOf([expected.id as Hex, annotator as Address]), standing)
    }
  }
  for (const [id, { disputes, attempts, round }] of fold.sequels) {
    assert.equal(await market.read.disputesOf([id as Hex]), BigInt(disputes))
    assert.equal(await market.read.attemptsOf([id as Hex]), BigInt(attempts))
    assert.equal(await market.read.roundOf([id as Hex]), round)
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
