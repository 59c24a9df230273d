import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apply, emptyFold, type Folded } from '../support/fold.ts'
import { generateHistory } from './generate.ts'
import { addressOf, court, pool } from './history.ts'
import { readsOf, type State, zeroHash } from './state.ts'

/** Neither stored by one of the three contracts nor told by their events. */
const others = ['Transfer', 'EntryPauseSet']

test('invariant 12: folding the events gives back every value stored by market, vault and slasher', async () => {
  for (let seed = 1; seed <= 15; seed++) {
    const { outcomes, state } = await generateHistory(seed, 120)
    const fold = emptyFold()
    apply(fold, { name: 'Wired', args: { slasher: addressOf('slasher'), court, pool } })
    for (const outcome of outcomes) {
      if (!('events' in outcome)) continue
      for (const event of outcome.events) if (!others.includes(event.name)) apply(fold, event)
    }
    assert.deepEqual(storedBy(fold), stored(state), `seed ${seed}`)
  }
})

/** Everything the model stores, in the shape of the fold. Balances of zero are no entries: a map of either side may have them. */
function stored(state: State) {
  const batches = [...state.batches.values()]
  return plain({
    projects: [...state.projects.values()],
    batches: batches.map(({ panel, disputes, attempts, round, overturned, projectId, id, ...batch }) => ({
      ...batch,
      projectKey: projectId.slice(0, 42),
    })),
    seats: batches.map(({ id }) => shownSeats(state, id)),
    sequels: batches
      .filter(
        ({ disputes, attempts, round, overturned }) => disputes + attempts + overturned.size > 0 || round !== zeroHash,
      )
      .map(({ id, disputes, attempts, round, overturned }) => ({ id, disputes, attempts, round, overturned })),
    standings: [...state.standings],
    claimable: [...state.claimable],
    stakes: [...state.stakes],
    slashes: [...state.slashes],
    lastShares: [...state.lastShares],
  })
}

/** The seats of a batch as the view shows them. */
function shownSeats(state: State, batchId: string): unknown[] {
  const panel = state.batches.get(batchId as `0x${string}`)?.panel ?? new Map()
  return readsOf(state)
    .filter(({ name, args }) => name === 'seatOf' && args[0] === batchId && panel.has(args[1]))
    .map(({ args, value }) => [args[1], value])
}

function storedBy(fold: Folded) {
  const idOf = (key: string) => fold.projects.get(key)?.id ?? ''
  return plain({
    projects: [...fold.projects.values()].map(({ funded, refunded, paid, token, stakePerSeat, ...project }) => project),
    batches: [...fold.batches.values()],
    seats: [...fold.batches.keys()].map((id) => [...(fold.seats.get(id) ?? [])]),
    sequels: [...fold.sequels]
      .filter(
        ([, { disputes, attempts, round, overturned }]) =>
          disputes + attempts + overturned.size > 0 || round !== zeroHash,
      )
      .map(([id, sequel]) => ({ id, ...sequel })),
    standings: [...fold.standings].flatMap(([key, standings]) =>
      [...standings].map(([annotator, standing]) => [`${idOf(key)} ${annotator}`, standing]),
    ),
    claimable: [...fold.claimable].flatMap(([account, balances]) =>
      [...balances].map(([token, amount]) => [`${account} ${token}`, amount]),
    ),
    stakes: [...fold.stakes],
    slashes: [...fold.slashes],
    lastShares: [...fold.lastShares],
  })
}

/** Lists in an order of their own, entries of zero left out. */
function plain(lists: Record<string, unknown[]>): Record<string, string[]> {
  const text = (value: unknown): string =>
    JSON.stringify(value, (_, entry: unknown) => {
      if (typeof entry === 'bigint' || typeof entry === 'number') return String(entry)
      if (entry instanceof Map) return [...entry].sort()
      if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return entry
      return Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))
    })
  const isZero = (entry: string) =>
    entry.endsWith(',"0"]') || /"available":"0","locked":"0".*"unbonding":"0"/.test(entry)
  return Object.fromEntries(
    Object.entries(lists).map(([key, list]) => [
      key,
      list
        .map(text)
        .filter((entry) => !isZero(entry))
        .sort(),
    ]),
  )
}
