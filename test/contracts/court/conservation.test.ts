import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Hex } from 'viem'
import { isNamedError } from '../support/reverts.ts'
import { apply, emptyFold, type Folded, openOf, owedBy } from './support/fold.ts'
import { startHistory } from './support/history.ts'
import { requireCases } from './support/storage.ts'
import { type CourtWorld, caseState, createCourtWorld, day, outcome } from './support/world.ts'

const seed = Number(process.env.TEST_SEED ?? 20_260_101)
/** Accepted actions. */
const actions = 2000

test(`the court holds open bonds and credits, to the unit, over ${actions} random actions (seed ${seed})`, async (t) => {
  const world = await createCourtWorld()
  const { court, token } = world
  const fold = emptyFold()
  const history = await startHistory(world, seed, fold)
  await applyPast(world, fold)

  const check = async (transaction: Hex) => {
    const events = await world.eventsOf(transaction)
    for (const event of events) {
      if (event.name === 'DisputeResolved') requirePartsOf(fold, event.args)
      apply(fold, event)
    }
    assert.equal(await token.read.balanceOf([court.address]), owedBy(fold))
  }

  const kinds = new Map<string, number>()
  let done = 0
  for (let tries = 0; done < actions; tries++) {
    assert.ok(tries < 20 * actions, 'the history is stuck')
    const action = await history.next()
    if (action === undefined) continue
    const transaction = await action.send().catch((error: unknown) => {
      // What is refused is refused by name.
      assert.ok(isNamedError(error), `${action.kind}: ${String(error).slice(0, 300)}`)
      return undefined
    })
    if (transaction === undefined) continue
    done++
    kinds.set(action.kind, (kinds.get(action.kind) ?? 0) + 1)
    await check(transaction)
    if (done % 500 === 0) await requireStorage(world, fold, history.batches)
  }

  // Every state has an exit that anyone may take, without the pool's help.
  await world.pool.write.setEmpty([true])
  for (let round = 0; history.open().length > 0; round++) {
    assert.ok(round < 10, 'a case has no exit')
    await world.passTo((await world.now()) + 3n * day)
    for (const found of history.open()) await check(await history.exit(found))
  }
  await requireStorage(world, fold, history.batches)
  assert.ok([...fold.credits.values()].every(({ locked }) => locked === 0n))
  for (const { id } of history.batches) assert.equal(await world.market.read.disputesOf([id]), 0n)

  t.diagnostic([...kinds].map(([name, times]) => `${name} ${times}`).join(', '))
  const reached = (field: 'kind' | 'outcome') =>
    [...new Set([...fold.cases.values()].map((each) => each[field]))].sort()
  assert.deepEqual(reached('kind'), [1, 2, 3, 4])
  assert.deepEqual(reached('outcome'), [outcome.Ruling, outcome.Jury, outcome.Void, outcome.Unheard])
})

/** The events of the chain so far. */
async function applyPast(world: CourtWorld, fold: Folded): Promise<void> {
  const head = await world.client.getBlockNumber()
  for (let blockNumber = 0n; blockNumber <= head; blockNumber++) {
    const { transactions } = await world.client.getBlock({ blockNumber })
    for (const hash of transactions) for (const event of await world.eventsOf(hash)) apply(fold, event)
  }
}

/** The bonds of a case are exactly what its end gives away. */
function requirePartsOf(fold: Folded, args: Record<string, unknown>): void {
  const found = fold.cases.get(args.caseId as string)
  assert.ok(found !== undefined)
  const parts = ['toOpener', 'toAppellant', 'toWinner', 'expertFee', 'juryFee', 'toInsurance']
  const sum = parts.reduce((total, part) => total + (args[part] as bigint), 0n)
  assert.equal(sum, found.bond + found.appealBond)
}

/** fold(events) = storage, and the market waits for exactly the cases that it was told of. */
async function requireStorage(world: CourtWorld, fold: Folded, batches: readonly { id: Hex }[]): Promise<void> {
  const { court, market } = world
  await requireCases(court, fold)
  for (const { id } of batches) {
    for (const byRequester of [true, false]) {
      assert.equal(await court.read.openCasesOf([id, byRequester]), openOf(fold, id, byRequester))
    }
    const waiting = [...fold.cases.values()].filter(
      (each) => each.batchId === id && each.stopsSettlement && each.state !== caseState.Closed,
    )
    assert.equal(await market.read.disputesOf([id]), BigInt(waiting.length))
  }
}
