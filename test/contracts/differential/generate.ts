/** Random histories as data. The model goes along, so that most calls fit the state that they meet. */
import { type Address, type Hex, keccak256, toHex, zeroAddress } from 'viem'
import { seededRandom } from '../support/random.ts'
import { batchState, seatState } from '../support/states.ts'
import {
  addressOf,
  admin,
  annotators,
  type Call,
  type Outcome,
  outsider,
  type Read,
  requester,
  type Step,
  signerOf,
  startTime,
} from './history.ts'
import { commitmentOf, relayedCommit } from './ids.ts'
import { apply } from './model.ts'
import { type Batch, initialState, readsOf, type State } from './state.ts'

export type History = {
  readonly seed: number
  readonly steps: readonly Step[]
  /** What the model says to each step. */
  readonly outcomes: readonly Outcome[]
  /** What every view must answer in the end. */
  readonly reads: readonly Read[]
}

/** What an annotator once committed to. */
type Opening = { labels: Hex; root: Hex; salt: Hex }

const noRoot: Hex = `0x${'0'.repeat(64)}`
const hash = (text: string): Hex => keccak256(toHex(text))

export async function generateHistory(seed: number, length: number): Promise<History> {
  const random = seededRandom(seed)
  let state = initialState()
  let now = startTime
  const openings = new Map<string, Opening>()
  const steps: Step[] = []
  const outcomes: Outcome[] = []

  const people = [admin, requester, outsider, ...annotators]
  const amount = () => BigInt(random.chance(0.05) ? 0 : 1 + random.below(400))
  const projectId = (): Hex => (random.chance(0.03) ? hash('nothing') : random.pick([...state.projects.keys()]))
  /** Mostly a batch in one of the states, sometimes any, rarely one that does not exist. */
  const batchFor = (states: readonly number[], fits: (batch: Batch) => boolean = () => true): Batch | undefined => {
    const all = [...state.batches.values()]
    const inState = all.filter((batch) => states.includes(batch.state))
    const fitting = random.chance(0.9) ? inState.filter(fits) : inState
    if (all.length > 0 && random.chance(0.04)) return random.pick(all)
    return fitting.length > 0 ? random.pick(fitting) : undefined
  }
  const isOver = ({ deadline }: Batch) => now > deadline
  const isOpen = ({ deadline }: Batch) => now <= deadline
  const isReady = (batch: Batch) =>
    seatsOf(batch, seatState.Revealed).length >= (isOver(batch) ? batch.agreement : batch.committed)
  const seatsOf = (batch: Batch, wanted: number): Address[] =>
    [...batch.panel].filter(([, seat]) => seat.state === wanted).map(([annotator]) => annotator)
  const somebody = (batch: Batch, wanted: number): Address => {
    const fitting = seatsOf(batch, wanted)
    return fitting.length > 0 && random.chance(0.93) ? random.pick(fitting) : random.pick(people)
  }
  const some = (batch: Batch, wanted: number): Address[] => seatsOf(batch, wanted).filter(() => random.chance(0.8))
  const panelOf = (batch: Batch): Address[] => {
    const panel = [...batch.panel.keys()]
    if (random.chance(0.04)) panel.reverse()
    return random.chance(0.04) ? panel.slice(1) : panel
  }
  const opening = (batch: Batch, annotator: Address): Opening => {
    const key = `${batch.id} ${annotator}`
    const known = openings.get(key)
    if (known !== undefined) return random.chance(0.04) ? { ...known, salt: hash('another') } : known
    const labels = Array.from({ length: batch.items }, () => random.pick([0, 0, 0, 0, 1, 2, 0xfe]))
    // An annotator can commit to what nobody may reveal.
    if (random.chance(0.03)) labels[0] = 3
    if (random.chance(0.03)) labels.push(0)
    const root = random.chance(0.2) ? hash('payload') : noRoot
    const made = { labels: toHex(Uint8Array.from(labels)), root, salt: hash(`salt ${steps.length} ${annotator}`) }
    openings.set(key, made)
    return made
  }
  const commitment = (batch: Batch, annotator: Address): Hex => {
    if (random.chance(0.02)) return noRoot
    const { labels, root, salt } = opening(batch, annotator)
    return commitmentOf(batch.id, annotator, labels, root, salt)
  }
  const rowsOf = (batch: Batch, panel: readonly Address[]): Hex[] =>
    panel.map((annotator) => {
      const spoke = batch.panel.get(annotator)?.state === seatState.Revealed
      return random.chance(0.98) === spoke ? (openings.get(`${batch.id} ${annotator}`)?.labels ?? '0x') : '0x'
    })
  const openingArgs = (batch: Batch, of: readonly Address[]): unknown[] => {
    const made = of.map((annotator) => opening(batch, annotator))
    const lists = [made.map(({ labels }) => labels), made.map(({ root }) => root), made.map(({ salt }) => salt)]
    if (random.chance(0.03)) lists[random.below(3)]?.pop()
    return [batch.id, of, ...lists]
  }
  const market = (name: string, args: readonly unknown[], from: Address = random.pick(people)): Action => ({
    to: 'market',
    name,
    args,
    from,
  })
  const owner = (): Address => (random.chance(0.95) ? requester : random.pick(people))

  const actions: Record<string, () => Action | undefined | Promise<Action | undefined>> = {
    createProject: () => createProject(random.below(4)),
    fund: () =>
      market('fundProject', [projectId(), amount() * 3n], random.pick([requester, requester, outsider, admin])),
    refund: () =>
      market('refundProject', [projectId(), random.pick([requester, zeroAddress, ...annotators]), amount()], owner()),
    createBatch() {
      // Few at a time, so that many come to an end.
      const running = [...state.batches.values()].filter(({ state: at }) => at < batchState.Settled)
      if (running.length > 2 && random.chance(0.9)) return undefined
      const seats = random.chance(0.97) ? random.pick([3, 3, 5, 7]) : 4
      const items = random.chance(0.97) ? 1 + random.below(random.chance(0.1) ? 70 : 5) : random.pick([0, 513])
      const agreement = random.chance(0.95)
        ? (seats + 1) / 2 + random.below((seats + 1) / 2)
        : random.pick([0, 1, seats + 1])
      const manifest = hash(`manifest ${random.chance(0.9) ? steps.length : 1}`)
      return market('createBatch', [projectId(), manifest, items, seats, Math.floor(agreement)], owner())
    },
    assign() {
      const batch = batchFor([batchState.Created], isOpen)
      if (batch === undefined) return undefined
      const start = random.below(annotators.length - batch.seats + 1)
      const panel = annotators.slice(start, start + batch.seats)
      if (random.chance(0.05)) panel[0] = random.pick([zeroAddress, requester, panel[1] ?? zeroAddress])
      return market('assign', [batch.id, random.chance(0.04) ? panel.slice(1) : panel.sort()], owner())
    },
    commit() {
      const batch = batchFor([batchState.Committing], isOpen)
      if (batch === undefined) return random.chance(0.05) ? market('commit', [hash('nothing'), noRoot]) : undefined
      const annotator = somebody(batch, seatState.Assigned)
      return market('commit', [batch.id, commitment(batch, annotator)], annotator)
    },
    async commitFor() {
      const batch = batchFor([batchState.Committing], isOpen)
      if (batch === undefined) return undefined
      const those = some(batch, seatState.Assigned)
      if (random.chance(0.04)) those.push(random.pick(annotators))
      const commitments = those.map((annotator) => commitment(batch, annotator))
      const deadlines = those.map(() => BigInt(now + (random.chance(0.95) ? 10_000_000 : -1)))
      const signatures: Hex[] = []
      for (const [index, annotator] of those.entries()) {
        const [word = noRoot, deadline = 0n] = [commitments[index], deadlines[index]]
        const signer = signerOf(random.chance(0.97) ? annotator : random.pick(annotators))
        signatures.push(await signer.signTypedData(relayedCommit(batch.id, annotator, word, deadline)))
      }
      if (random.chance(0.03)) signatures.pop()
      return market('commitFor', [batch.id, those, commitments, deadlines, signatures])
    },
    openReveal() {
      const batch = batchFor([batchState.Committing], isOver)
      return batch && market('openReveal', [batch.id])
    },
    reveal() {
      const batch = batchFor([batchState.Revealing], isOpen)
      if (batch === undefined) return undefined
      const annotator = somebody(batch, seatState.Committed)
      const { labels, root, salt } = opening(batch, annotator)
      return market('reveal', [batch.id, labels, root, salt], annotator)
    },
    revealFor() {
      const batch = batchFor([batchState.Revealing], isOpen)
      return batch && market('revealFor', openingArgs(batch, some(batch, seatState.Committed)))
    },
    revealAndTally() {
      const batch = batchFor(
        [batchState.Revealing],
        (one) => isOpen(one) && seatsOf(one, seatState.Committed).length === one.seats,
      )
      return batch && market('revealAndTally', openingArgs(batch, panelOf(batch)))
    },
    tally() {
      const batch = batchFor([batchState.Revealing], isReady)
      if (batch === undefined) return undefined
      const panel = panelOf(batch)
      return market('tally', [batch.id, panel, rowsOf(batch, panel)])
    },
    settle() {
      const batch = batchFor([batchState.Tallied])
      return batch && market('settle', [batch.id, panelOf(batch)])
    },
    tallyThenSettle() {
      const batch = batchFor([batchState.Revealing], isReady)
      if (batch === undefined) return undefined
      const panel = panelOf(batch)
      const calls = [
        { name: 'tally', args: [batch.id, panel, rowsOf(batch, panel)] },
        { name: 'settle', args: [batch.id, panel] },
      ]
      return market('multicall', [calls])
    },
    voidBatch() {
      const batch = batchFor([batchState.Created, batchState.Committing, batchState.Revealing], isOver)
      return batch && market('voidBatch', [batch.id, panelOf(batch)])
    },
    claim() {
      if (!owed() && random.chance(0.9)) return undefined
      return market(
        'claim',
        [addressOf(random.chance(0.9) ? 'trap' : 'dollar'), random.pick([...people, zeroAddress])],
        claimant(),
      )
    },
    setTrap: () => ({
      to: 'trap',
      name: 'setTrap',
      args: [random.pick([requester, ...annotators]), random.pick([0, 1, 2, 3])],
      from: admin,
    }),
    deposit: () => ({
      to: 'vault',
      name: 'deposit',
      args: [random.chance(0.95) ? random.pick(annotators) : zeroAddress, amount()],
      from: random.chance(0.95) ? admin : outsider,
    }),
    unbond: () => ({ to: 'vault', name: 'unbond', args: [amount() / 4n], from: random.pick(annotators) }),
    withdraw: () =>
      [...state.stakes.values()].every((stake) => stake.unbonding === 0n) && random.chance(0.9)
        ? undefined
        : { to: 'vault', name: 'withdraw', args: [random.pick([...annotators, zeroAddress])], from: unbonding() },
    lock: () =>
      random.chance(0.5)
        ? undefined
        : { to: 'vault', name: 'lock', args: [random.pick(annotators), amount()], from: random.pick(people) },
    unlockEach: () =>
      random.chance(0.5)
        ? undefined
        : { to: 'vault', name: 'unlockEach', args: [annotators.slice(0, 2), amount()], from: random.pick(people) },
  }
  const createProject = (index: number): Action => {
    const params = {
      token: addressOf(index === 0 ? 'dollar' : 'trap'),
      rewardPerLabel: random.chance(0.95) ? BigInt(1 + random.below(9)) : 0n,
      stakePerSeat: index === 1 ? 0n : 10n,
      classes: random.chance(0.95) ? 3 : random.pick([0, 1, 255]),
      commitWindow: random.chance(0.95) ? 3600 : random.pick([59, 30 * 86_400 + 1]),
      revealWindow: random.pick([900, 1800]),
      guidelineHash: hash('guideline'),
    }
    return market('createProject', [hash(`project ${index}`), params], requester)
  }
  const owed = () => [...state.claimable.values()].some((value) => value > 0n)
  const claimant = (): Address => {
    const creditors = [...state.claimable].filter(([, value]) => value > 0n).map(([key]) => key.slice(0, 42) as Address)
    return creditors.length > 0 && random.chance(0.9) ? random.pick(creditors) : random.pick(people)
  }
  const unbonding = (): Address => {
    const waiting = [...state.stakes].filter(([, stake]) => stake.unbonding > 0n).map(([account]) => account)
    return waiting.length > 0 && random.chance(0.8) ? random.pick(waiting) : random.pick(annotators)
  }

  const take = async (action: Action): Promise<void> => {
    now = nextTime(state, now, random)
    const step: Step = { ...action, at: now }
    const result = await apply(state, step)
    state = result.state
    steps.push(step)
    outcomes.push(result.outcome)
  }

  for (const index of [0, 1, 2]) await take(createProject(index))
  for (const id of state.projects.keys()) await take(market('fundProject', [id, 5000n], requester))
  for (const annotator of annotators) {
    await take({ to: 'vault', name: 'deposit', args: [annotator, BigInt(30 + random.below(60))], from: admin })
  }
  for (const action of [actions.createBatch, actions.createBatch, actions.assign, actions.assign]) {
    const made = await action?.()
    if (made !== undefined) await take(made)
  }
  await take({ to: 'trap', name: 'setTrap', args: [random.pick(annotators), 1 + random.below(3)], from: admin })
  const kinds = Object.keys(actions).flatMap((kind) => Array<string>(weights[kind] ?? 1).fill(kind))
  while (steps.length < length) {
    const action = await actions[random.pick(kinds)]?.()
    if (action !== undefined) await take(action)
  }
  return { seed, steps, outcomes, reads: readsOf(state) }
}

type Action = Call & { from: Address }

const weights: Readonly<Record<string, number>> = {
  createBatch: 3,
  assign: 8,
  commit: 9,
  commitFor: 8,
  openReveal: 4,
  reveal: 8,
  revealFor: 8,
  revealAndTally: 4,
  tally: 5,
  tallyThenSettle: 4,
  settle: 12,
  voidBatch: 3,
  claim: 2,
  unbond: 2,
  withdraw: 2,
}

/** A few seconds on, or to a second around the next deadline, or far beyond all of them. */
function nextTime(state: State, now: number, random: ReturnType<typeof seededRandom>): number {
  const deadlines = [
    ...[...state.batches.values()].map(({ deadline }) => deadline),
    ...[...state.stakes.values()].map(({ releaseAt }) => releaseAt),
  ].filter((deadline) => deadline > now + 1 && deadline < now + 3 * 86_400)
  if (deadlines.length > 0 && random.chance(0.05)) return Math.min(...deadlines) + random.below(3) - 1
  if (random.chance(0.005)) return now + 8 * 86_400
  return now + 1 + random.below(20)
}
