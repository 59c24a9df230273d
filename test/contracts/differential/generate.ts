/** Random histories as data. The model goes along, so that most calls fit the state that they meet. */
import { type Address, type Hex, keccak256, toHex, zeroAddress } from 'viem'
import { leastGold } from '../reference/gold.ts'
import { slashReason } from '../reference/standing.ts'
import { batchFlag, batchState, escalation, seatState, slashState } from '../reference/states.ts'
import { scale } from '../reference/tally.ts'
import { seededRandom } from '../support/random.ts'
import {
  addressOf,
  admin,
  annotators,
  type Call,
  court,
  guardian,
  type Outcome,
  outsider,
  pool,
  type Read,
  requester,
  type Step,
  signerOf,
  startTime,
} from './history.ts'
import { batchIdOf, commitmentOf, type GoldOpening, goldHashOf, relayedCommit } from './ids.ts'
import { apply } from './model.ts'
import { type Batch, initialState, isSenior, type Params, readsOf, type State, zeroHash } from './state.ts'

export type History = {
  readonly seed: number
  readonly steps: readonly Step[]
  /** What the model says to each step. */
  readonly outcomes: readonly Outcome[]
  /** What every view must answer in the end. */
  readonly reads: readonly Read[]
  /** What the model then remembers. */
  readonly state: State
}

/** What an annotator once committed to. */
type Opening = { labels: Hex; root: Hex; salt: Hex }

const noRoot = zeroHash
const noGold: GoldOpening = { manifestHash: zeroHash, positions: '0x', labels: '0x', salt: zeroHash }
/** The last two of them guess. */
const workers = annotators.slice(0, 5)
const hash = (text: string): Hex => keccak256(toHex(text))

export async function generateHistory(seed: number, length: number): Promise<History> {
  const random = seededRandom(seed)
  let state = initialState()
  let now = startTime
  const openings = new Map<string, Opening>()
  /** Per batch what is so, and the gold that it was created with. */
  const truths = new Map<Hex, number[]>()
  const golds = new Map<Hex, GoldOpening>()
  const steps: Step[] = []
  const outcomes: Outcome[] = []

  const people = [admin, requester, outsider, court, ...annotators]
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
  const paramsOf = (batch: Batch): Params | undefined => state.projects.get(batch.projectId)?.params
  const isForfeited = (batch: Batch) => now > batch.deadline + (paramsOf(batch)?.goldWindow ?? 0)
  const isReady = (batch: Batch) =>
    seatsOf(batch, seatState.Revealed).length >= (isOver(batch) ? batch.agreement : batch.committed)
  const seatsOf = (batch: Batch, wanted: number): Address[] =>
    [...batch.panel].filter(([, seat]) => seat.state === wanted).map(([annotator]) => annotator)
  const somebody = (batch: Batch, wanted: number): Address => {
    const fitting = seatsOf(batch, wanted)
    return fitting.length > 0 && random.chance(0.93) ? random.pick(fitting) : random.pick(people)
  }
  const some = (batch: Batch, wanted: number): Address[] =>
    random.chance(0.6) ? seatsOf(batch, wanted) : seatsOf(batch, wanted).filter(() => random.chance(0.7))
  const panelOf = (batch: Batch): Address[] => {
    const panel = [...batch.panel.keys()]
    if (random.chance(0.02)) panel.reverse()
    return random.chance(0.02) ? panel.slice(1) : panel
  }
  const drawTruth = (items: number) => Array.from({ length: items }, () => random.pick([0, 0, 1, 2]))
  const truthOf = (batch: Batch): number[] => {
    const truth = truths.get(batch.id) ?? drawTruth(batch.items)
    truths.set(batch.id, truth)
    return truth
  }
  /** Mostly at least as much as is due, and well formed. */
  const drawGold = (manifestHash: Hex, truth: readonly number[], goldBps: number): GoldOpening => {
    const least = leastGold(truth.length, goldBps)
    const count = random.chance(0.97)
      ? Math.min(truth.length, least + random.below(truth.length))
      : Math.max(0, least - 1)
    const positions = truth.map((_, index) => index)
    while (positions.length > count) positions.splice(random.below(positions.length), 1)
    const labels = positions.map((position) => (random.chance(0.99) ? (truth[position] ?? 0) : random.below(3)))
    if (random.chance(0.03)) positions.reverse()
    if (random.chance(0.02)) labels[0] = 200
    if (random.chance(0.02)) labels.pop()
    return {
      manifestHash,
      positions: positionBytes(positions),
      labels: toHex(Uint8Array.from(labels)),
      salt: hash('gold'),
    }
  }
  const goldFor = (batch: Batch): GoldOpening => {
    const known = golds.get(batch.id)
    if (known === undefined) return random.chance(0.96) ? noGold : { ...noGold, positions: '0x0000', labels: '0x00' }
    return random.chance(0.96) ? known : { ...known, salt: hash('another') }
  }
  const opening = (batch: Batch, annotator: Address): Opening => {
    const key = `${batch.id} ${annotator}`
    const known = openings.get(key)
    if (known !== undefined) return random.chance(0.02) ? { ...known, salt: hash('another') } : known
    const certainty = workers.includes(annotator) ? 0.9 : 0
    const labels = truthOf(batch).map((truth) => (random.chance(certainty) ? truth : random.pick([0, 1, 2, 0xfe])))
    // An annotator can commit to what nobody may reveal.
    if (random.chance(0.01)) labels[0] = 200
    if (random.chance(0.01)) labels.push(0)
    const root = random.chance(0.2) ? hash('payload') : noRoot
    const made = { labels: toHex(Uint8Array.from(labels)), root, salt: hash(`salt ${steps.length} ${annotator}`) }
    openings.set(key, made)
    return made
  }
  const commitment = (batch: Batch, annotator: Address): Hex => {
    if (random.chance(0.01)) return noRoot
    const { labels, root, salt } = opening(batch, annotator)
    return commitmentOf(batch.id, annotator, labels, root, salt)
  }
  const rowsOf = (batch: Batch, panel: readonly Address[]): Hex[] =>
    panel.map((annotator) => {
      const spoke = batch.panel.get(annotator)?.state === seatState.Revealed
      return random.chance(0.99) === spoke ? (openings.get(`${batch.id} ${annotator}`)?.labels ?? '0x') : '0x'
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
      const items = random.chance(0.97) ? 1 + random.below(random.chance(0.4) ? 90 : 5) : random.pick([0, 513])
      const agreement = random.chance(0.95)
        ? (seats + 1) / 2 + random.below((seats + 1) / 2)
        : random.pick([0, 1, seats + 1])
      const manifest = hash(`manifest ${random.chance(0.9) ? steps.length : 1}`)
      const id = projectId()
      const goldBps = state.projects.get(id)?.params.goldBps ?? 0
      const truth = drawTruth(items)
      const gold = goldBps === 0 ? noGold : drawGold(manifest, truth, goldBps)
      const due = random.chance(0.97) ? goldBps !== 0 : goldBps === 0
      const goldHash = due ? goldHashOf(id, gold) : zeroHash
      const batchId = batchIdOf(id, manifest, goldHash)
      if (!truths.has(batchId)) truths.set(batchId, truth)
      if (due && !golds.has(batchId)) golds.set(batchId, gold)
      return market('createBatch', [id, manifest, goldHash, items, seats, Math.floor(agreement)], owner())
    },
    createRound() {
      const parent = batchFor(
        [batchState.Settled],
        (one) => one.round === zeroHash && paramsOf(one)?.escalation === escalation.Round && one.seats < 7,
      )
      if (parent === undefined) return undefined
      const positions = truthOf(parent)
        .map((_, index) => index)
        .filter(() => random.chance(0.4))
      if (random.chance(0.05)) positions.push(random.pick([0, 700]))
      const odd = random.chance(0.04) ? '00' : ''
      const manifest = hash(`round ${steps.length}`)
      return market('createRound', [parent.id, manifest, `${positionBytes(positions)}${odd}`], owner())
    },
    assign() {
      const batch = batchFor([batchState.Created], isOpen)
      if (batch === undefined) return undefined
      const panel = panelFor(batch)
      if (random.chance(0.05)) panel[0] = random.pick([zeroAddress, requester, panel[1] ?? zeroAddress])
      const given = [batch.id, random.chance(0.04) ? panel.slice(1) : panel.sort()]
      if (random.chance(0.2)) return market('assignDrawn', given, random.chance(0.9) ? pool : random.pick(people))
      return market('assign', given, owner())
    },
    reassign() {
      const batch = batchFor([batchState.Committing], (one) => isOver(one) && one.committed < one.agreement)
      return batch && market('reassign', [batch.id, panelOf(batch)])
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
      const deadlines = those.map(() => BigInt(now + (random.chance(0.98) ? 10_000_000 : -1)))
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
      return batch && market('revealAndTally', [...openingArgs(batch, panelOf(batch)), goldFor(batch)])
    },
    tally() {
      const batch = batchFor([batchState.Revealing], isReady)
      if (batch === undefined) return undefined
      const panel = panelOf(batch)
      return market('tally', [batch.id, panel, rowsOf(batch, panel), goldFor(batch)])
    },
    tallyForfeited() {
      const batch = batchFor(
        [batchState.Revealing],
        (one) =>
          isForfeited(one) && isReady(one) && paramsOf(one)?.goldBps !== 0 && (one.flags & batchFlag.Senior) === 0,
      )
      if (batch === undefined) return undefined
      const panel = panelOf(batch)
      return market('tallyForfeited', [batch.id, panel, rowsOf(batch, panel)])
    },
    settle() {
      const batch = batchFor([batchState.Tallied], (one) => isOver(one) || paramsOf(one)?.disputeWindow === 0)
      return batch && market('settle', [batch.id, panelOf(batch)])
    },
    tallyThenSettle() {
      const batch = batchFor([batchState.Revealing], (one) => isReady(one) && paramsOf(one)?.disputeWindow === 0)
      if (batch === undefined) return undefined
      const panel = panelOf(batch)
      const calls = [
        { name: 'tally', args: [batch.id, panel, rowsOf(batch, panel), goldFor(batch)] },
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
    openDispute() {
      const batch = batchFor([batchState.Tallied, batchState.Disputed], (one) => isOpen(one) && one.disputes < 2)
      return batch && market('openDispute', [batch.id], judge())
    },
    overturn() {
      const batch = batchFor([batchState.Disputed])
      if (batch === undefined) return undefined
      const panel = panelOf(batch)
      const rows = panel.map((annotator) => {
        const spoke = batch.panel.get(annotator)?.state === seatState.Scored
        return random.chance(0.99) === spoke ? (openings.get(`${batch.id} ${annotator}`)?.labels ?? '0x') : '0x'
      })
      const item = random.chance(0.97) ? random.below(batch.items) : batch.items
      const to = random.pick([0, 1, 2, 0, 1, 2, 0xff, 0xfe])
      return market('overturn', [batch.id, item, to, panel, rows], judge())
    },
    closeDispute() {
      const batch = batchFor([batchState.Disputed])
      return batch && market('closeDispute', [batch.id], judge())
    },
    execute: () => slashCall('execute', slashState.Open, (deadline) => now > deadline),
    appealed: () => slashCall('appealed', slashState.Open, (deadline) => now <= deadline),
    decide: () => slashCall('decide', slashState.Appealed, () => true, random.chance(0.5)),
    openByRuling() {
      const batch = batchFor([batchState.Disputed, batchState.Settled])
      if (batch === undefined || random.chance(0.6)) return undefined
      const reason = random.pick([
        slashReason.DisputeLost,
        slashReason.Spam,
        slashReason.Collusion,
        slashReason.GoldFail,
      ])
      const parties = [
        random.pick([...batch.panel.keys(), ...annotators]),
        requester,
        random.pick([outsider, court, zeroAddress]),
      ]
      const args = [reason, batch.id, ...parties, amount() / 10n, hash('justification')]
      return { to: 'slasher', name: 'openByRuling', args, from: judge() }
    },
    openByRule() {
      if (random.chance(0.7)) return undefined
      const args = [1, hash('nothing'), annotators[0], requester, outsider, addressOf('trap'), 0n, 10n, 100]
      return { to: 'slasher', name: 'openByRule', args, from: random.pick(people) }
    },
    moveClaimable() {
      if (!owed() && random.chance(0.9)) return undefined
      const args = [
        addressOf(random.chance(0.9) ? 'trap' : 'dollar'),
        random.pick([...people, zeroAddress]),
        amount() / 10n,
      ]
      return market('moveClaimable', args, claimant())
    },
    updateGuideline: () => market('updateGuideline', [projectId(), hash(`guideline ${steps.length}`)], owner()),
    sealDataset() {
      if (random.chance(0.8)) return undefined
      return market('sealDataset', [projectId(), hash('root'), BigInt(random.below(100)), 3n], owner())
    },
    setEntryPaused() {
      if (!state.entryPaused && random.chance(0.8)) return undefined
      const from = random.chance(0.8) ? guardian : random.pick(people)
      return { to: 'parameters', name: 'setEntryPaused', args: [!state.entryPaused], from }
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
    hold: () =>
      random.chance(0.5)
        ? undefined
        : { to: 'vault', name: 'hold', args: [random.pick(annotators), amount()], from: random.pick(people) },
    unlockEach: () =>
      random.chance(0.5)
        ? undefined
        : { to: 'vault', name: 'unlockEach', args: [annotators.slice(0, 2), amount()], from: random.pick(people) },
  }
  const createProject = (index: number): Action => {
    const goldBps = index === 0 ? 0 : 1000
    const params: Params = {
      token: addressOf(index === 0 ? 'dollar' : 'trap'),
      rewardPerLabel: BigInt(1 + random.below(9)),
      stakePerSeat: index === 1 ? 0n : 10n,
      classes: 3,
      scale: index === 2 ? scale.Ordinal : scale.Categorical,
      tolerance: index === 2 ? random.below(2) : 0,
      escalation: index === 0 ? random.below(3) : escalation.Round,
      commitWindow: 3600,
      revealWindow: random.pick([900, 1800]),
      goldWindow: goldBps === 0 ? 0 : 600,
      disputeWindow: random.pick([0, 300, 900]),
      tiers: {
        // Low enough for a few gold answers to make somebody senior.
        from: [500, 1000, 2000, 9000],
        pays: [0, 5000, 8000, 10_000, 10_000],
        probationPays: random.pick([3000, 8000]),
        probationAnswers: random.pick([1, 5]),
      },
      goldBps,
      maxDisagreementBps: random.pick([0, 1000]),
      noRevealBps: random.pick([100, 2000, 5000]),
      goldBond: goldBps === 0 ? 0 : random.below(20),
      keeperFee: random.below(4),
      eligibility: index === 3 && random.chance(0.5) ? addressOf('dollar') : zeroAddress,
      guidelineHash: hash('guideline'),
    }
    const given = steps.length > 3 && random.chance(0.6) ? { ...params, ...random.pick(refused)(params) } : params
    return market('createProject', [hash(`project ${index}`), given], requester)
  }
  const panelFor = (batch: Batch): Address[] => {
    const senior = (batch.flags & batchFlag.Senior) !== 0 && random.chance(0.95)
    const panel = annotators.filter((annotator) => !senior || isSenior(state, batch.projectId, annotator))
    while (panel.length > batch.seats) panel.splice(random.below(panel.length), 1)
    return panel
  }
  const judge = (): Address => (random.chance(0.95) ? court : random.pick(people))
  const slashCall = (
    name: string,
    wanted: number,
    fits: (deadline: number) => boolean,
    ...args: readonly unknown[]
  ): Action | undefined => {
    const all = [...state.slashes].filter(([, slash]) => slash.state !== slashState.None)
    const fitting = all.filter(([, slash]) => slash.state === wanted && fits(slash.deadline))
    const from = name === 'execute' ? random.pick(people) : judge()
    if (fitting.length > 0) return { to: 'slasher', name, args: [random.pick(fitting)[0], ...args], from }
    const [id] = all.length > 0 && random.chance(0.1) ? random.pick(all) : [hash('nothing')]
    return random.chance(0.06) ? { to: 'slasher', name, args: [id, ...args], from } : undefined
  }
  const owed = () => [...state.claimable.values()].some((value) => value > 0n)
  const claimant = (): Address => {
    const creditors = [...state.claimable]
      .filter(([key, value]) => value > 0n && !key.startsWith(addressOf('slasher')))
      .map(([key]) => key.slice(0, 42) as Address)
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
  for (const id of state.projects.keys()) await take(market('fundProject', [id, 20_000n], requester))
  for (const annotator of annotators) {
    await take({ to: 'vault', name: 'deposit', args: [annotator, BigInt(60 + random.below(100))], from: admin })
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
  return { seed, steps, outcomes, reads: readsOf(state), state }
}

type Action = Call & { from: Address }

const positionBytes = (positions: readonly number[]): Hex =>
  toHex(Uint8Array.from(positions.flatMap((position) => [position >> 8, position & 0xff])))

/** What a project may not be. */
const refused: readonly ((params: Params) => Partial<Params>)[] = [
  () => ({ token: zeroAddress }),
  () => ({ rewardPerLabel: 0n }),
  () => ({ classes: 1 }),
  () => ({ classes: 255 }),
  ({ classes }) => ({ tolerance: classes }),
  ({ tiers }) => ({ tiers: { ...tiers, from: [500, 400, 2000, 9000] } }),
  ({ tiers }) => ({ tiers: { ...tiers, from: [500, 1000, 2000, 10_001] } }),
  ({ tiers }) => ({ tiers: { ...tiers, pays: [0, 5000, 8000, 10_000, 10_001] } }),
  ({ tiers }) => ({ tiers: { ...tiers, pays: [1, 0, 8000, 10_000, 10_000] } }),
  ({ tiers }) => ({ tiers: { ...tiers, probationPays: 10_001 } }),
  () => ({ commitWindow: 59 }),
  () => ({ revealWindow: 30 * 86_400 + 1 }),
  () => ({ goldBps: 1000, goldWindow: 59 }),
  () => ({ disputeWindow: 30 * 86_400 + 1 }),
  () => ({ goldBps: 999, goldWindow: 600 }),
  () => ({ goldBps: 10_001, goldWindow: 600 }),
  () => ({ goldBps: 0, goldBond: 1 }),
  () => ({ maxDisagreementBps: 10_001 }),
  () => ({ noRevealBps: 99 }),
  () => ({ noRevealBps: 5001 }),
  () => ({ keeperFee: 21 }),
]

const weights: Readonly<Record<string, number>> = {
  createBatch: 4,
  createRound: 3,
  assign: 8,
  reassign: 3,
  commit: 6,
  commitFor: 12,
  openReveal: 4,
  reveal: 6,
  revealFor: 8,
  revealAndTally: 8,
  tally: 5,
  tallyForfeited: 8,
  tallyThenSettle: 4,
  settle: 14,
  voidBatch: 3,
  openDispute: 3,
  overturn: 4,
  closeDispute: 6,
  execute: 4,
  appealed: 2,
  decide: 4,
  openByRuling: 1,
  claim: 2,
  deposit: 2,
  unbond: 2,
  withdraw: 2,
}

/** A few seconds on, or to a second around the next deadline, or far beyond all of them. */
function nextTime(state: State, now: number, random: ReturnType<typeof seededRandom>): number {
  const batches = [...state.batches.values()].filter((batch) => batch.state < batchState.Settled)
  const deadlines = [
    ...batches.map(({ deadline }) => deadline),
    ...batches.map(({ deadline, projectId }) => deadline + (state.projects.get(projectId)?.params.goldWindow ?? 0)),
    ...[...state.stakes.values()].map(({ releaseAt }) => releaseAt),
    ...[...state.slashes.values()].filter((slash) => slash.state === slashState.Open).map(({ deadline }) => deadline),
  ].filter((deadline) => deadline > now + 1 && deadline < now + 4 * 86_400)
  if (deadlines.length > 0 && random.chance(0.06)) return Math.min(...deadlines) + random.below(3) - 1
  if (random.chance(0.005)) return now + 8 * 86_400
  return now + 1 + random.below(20)
}
