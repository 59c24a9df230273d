/** A seeded random history of everything that the actors of a market can do, failing transfers included. */
import { type Address, encodeFunctionData, type Hex, zeroAddress } from 'viem'
import type { Folded } from './fold.ts'
import type { Random } from './random.ts'
import { type CommitEntry, commitArgs, entryOf, openingOf, revealArgs } from './relay.ts'
import { errorNameOf } from './reverts.ts'
import {
  batchIdOf,
  createProject,
  goldHashOf,
  hash,
  type Labels,
  labelBytes,
  noGold,
  noPayload,
  openingOfGold,
  type Running,
  saltOf,
  stake,
} from './scenario.ts'
import { batchState, seatState } from './states.ts'
import type { World } from './world.ts'

export type History = {
  projects: readonly Hex[]
  tokens: readonly Address[]
  /** Tries one action and says which, or `idle` where the contracts refused it or it is none of theirs. */
  act(): Promise<{ kind: string; transaction?: Hex }>
}

type Batch = Running & { items: number; labels: Map<Address, Labels> }

/** The third project: gold, a bond, fees, disputes, flags, second rounds. */
const fullTerms = {
  goldBps: 1000,
  goldBond: 3,
  goldWindow: 700,
  disputeWindow: 600,
  keeperFee: 2,
  noRevealBps: 2000,
  maxDisagreementBps: 3000,
  escalation: 2,
}

const classes = 3

/**
 * Two tokens, one of which fails towards annotators now and then, and three projects, two of them with stakes.
 * @param fold What the events so far say, kept up by the caller: the history picks batches and seats by their states there.
 */
export async function startHistory(world: World, random: Random, fold: Folded): Promise<History> {
  const { viem, market, vault, label, dollar, admin, requester, stranger, annotators } = world
  const trap = await viem.deployContract('TrapToken')
  const tokens = [dollar.address, trap.address]
  for (const address of tokens) {
    const token = await viem.getContractAt('MintableToken', address)
    await token.write.mint([requester, 10n ** 9n])
    await token.write.approve([market.address, 10n ** 9n], { account: requester })
  }
  await stake(world, annotators, 100n)
  await label.write.approve([vault.address, 10n ** 9n], { account: admin })
  const projects: Hex[] = []
  for (const [index, token] of [dollar, trap, trap].entries()) {
    const terms = index === 2 ? fullTerms : {}
    const settings = { token: token.address, stakePerSeat: index === 1 ? 0n : 10n, classes, ...terms }
    projects.push(await createProject(world, { salt: `history ${index}`, ...settings }))
  }

  const batches: Batch[] = []
  const amount = () => BigInt(1 + random.below(400))
  const stateOf = (batch: Batch) => fold.batches.get(batch.batchId)?.state ?? batchState.None
  const anyBatch = (...states: number[]): Batch | undefined => {
    const fitting = batches.filter((batch) => states.includes(stateOf(batch)))
    return fitting.length === 0 ? undefined : random.pick(fitting)
  }
  const seatsIn = (batch: Batch, state: number): Address[] =>
    batch.panel.filter((annotator) => fold.seats.get(batch.batchId)?.get(annotator)?.state === state)
  const anySeat = (batch: Batch, state: number): Address | undefined => {
    const fitting = seatsIn(batch, state)
    return fitting.length === 0 ? undefined : random.pick(fitting)
  }
  /** Some of the seats in the state, ascending or descending: none, where there is none. */
  const someSeats = (batch: Batch, state: number): Address[] => {
    const some = seatsIn(batch, state).filter(() => random.chance(0.7))
    return random.chance(0.5) ? some : some.reverse()
  }
  const answer = (batch: Batch, annotator: Address): Labels => {
    const labels = Array.from({ length: batch.items }, () => random.pick([0, 0, 1, 2, 0xfe]))
    batch.labels.set(annotator, labels)
    return labels
  }
  const openings = (batch: Batch, from: readonly Address[]) =>
    revealArgs(
      batch.batchId,
      from.map((annotator) => openingOf(batch.batchId, annotator, batch.labels.get(annotator) ?? [])),
    )
  const rowsFor = (batch: Batch): Hex[] => {
    const spoke = seatsIn(batch, seatState.Revealed)
    return batch.panel.map((annotator) =>
      labelBytes(spoke.includes(annotator) ? (batch.labels.get(annotator) ?? []) : []),
    )
  }

  const actions: Record<string, () => Promise<Hex | undefined>> = {
    fund: () => market.write.fundProject([random.pick(projects), amount()], { account: requester }),
    refund: () => market.write.refundProject([random.pick(projects), requester, amount()], { account: requester }),
    async createBatch() {
      const seats = random.pick([3, 5])
      const items = 1 + random.below(4)
      const projectId = random.pick(projects)
      const manifest = `manifest ${batches.length}`
      const gold = { positions: [items - 1], labels: [random.below(classes)] }
      const plan = {
        items,
        seats,
        agreement: (seats + 1) / 2,
        manifest,
        ...(projectId === projects[2] ? { gold } : {}),
      }
      const [goldHash, batchId] = [await goldHashOf(world, projectId, plan), await batchIdOf(world, projectId, plan)]
      const shape = [hash(manifest), goldHash, items, seats, plan.agreement] as const
      const transaction = await market.write.createBatch([projectId, ...shape], { account: requester })
      const start = random.below(annotators.length - seats + 1)
      const opening = openingOfGold(plan)
      batches.push({ batchId, items, opening, panel: annotators.slice(start, start + seats), labels: new Map() })
      return transaction
    },
    async assign() {
      const batch = anyBatch(batchState.Created)
      return batch && market.write.assign([batch.batchId, [...batch.panel]], { account: requester })
    },
    async commit() {
      const batch = anyBatch(batchState.Committing)
      const annotator = batch && anySeat(batch, seatState.Assigned)
      if (batch === undefined || annotator === undefined) return undefined
      const labels = answer(batch, annotator)
      const salt = saltOf(batch.batchId, annotator)
      const opening = [batch.batchId, annotator, labelBytes(labels), noPayload, salt] as const
      return market.write.commit([batch.batchId, await market.read.commitmentOf(opening)], { account: annotator })
    },
    async commitFor() {
      const batch = anyBatch(batchState.Committing)
      if (batch === undefined) return undefined
      const entries: CommitEntry[] = []
      for (const annotator of someSeats(batch, seatState.Assigned)) {
        entries.push(await entryOf(world, batch.batchId, annotator, answer(batch, annotator)))
      }
      return market.write.commitFor(commitArgs(batch.batchId, entries), { account: stranger })
    },
    async openReveal() {
      const batch = anyBatch(batchState.Committing)
      return batch && market.write.openReveal([batch.batchId])
    },
    async reveal() {
      const batch = anyBatch(batchState.Revealing)
      const annotator = batch && anySeat(batch, seatState.Committed)
      if (batch === undefined || annotator === undefined) return undefined
      const labels = labelBytes(batch.labels.get(annotator) ?? [])
      const salt = saltOf(batch.batchId, annotator)
      return market.write.reveal([batch.batchId, labels, noPayload, salt], { account: annotator })
    },
    async revealFor() {
      const batch = anyBatch(batchState.Revealing)
      if (batch === undefined) return undefined
      const from = someSeats(batch, seatState.Committed)
      return market.write.revealFor(openings(batch, from), { account: stranger })
    },
    async revealAndTally() {
      const batch = anyBatch(batchState.Revealing)
      return (
        batch &&
        market.write.revealAndTally([...openings(batch, batch.panel), batch.opening ?? noGold], { account: stranger })
      )
    },
    async tallyAndSettle() {
      const batch = anyBatch(batchState.Revealing)
      if (batch === undefined) return undefined
      const tally = encodeFunctionData({
        abi: market.abi,
        functionName: 'tally',
        args: [batch.batchId, [...batch.panel], rowsFor(batch), batch.opening ?? noGold],
      })
      const settle = encodeFunctionData({
        abi: market.abi,
        functionName: 'settle',
        args: [batch.batchId, [...batch.panel]],
      })
      return market.write.multicall([[tally, settle]])
    },
    async tally() {
      const batch = anyBatch(batchState.Revealing)
      if (batch === undefined) return undefined
      const rows = rowsFor(batch)
      return market.write.tally([batch.batchId, [...batch.panel], rows, batch.opening ?? noGold])
    },
    async settle() {
      const batch = anyBatch(batchState.Tallied)
      return batch && market.write.settle([batch.batchId, [...batch.panel]])
    },
    async voidBatch() {
      const batch = anyBatch(batchState.Created, batchState.Committing, batchState.Revealing)
      if (batch === undefined) return undefined
      return market.write.voidBatch([batch.batchId, stateOf(batch) === batchState.Created ? [] : [...batch.panel]])
    },
    async tallyForfeited() {
      const batch = anyBatch(batchState.Revealing)
      if (batch === undefined) return undefined
      return market.write.tallyForfeited([batch.batchId, [...batch.panel], rowsFor(batch)], { account: stranger })
    },
    async reassign() {
      const batch = anyBatch(batchState.Committing)
      return batch && market.write.reassign([batch.batchId, [...batch.panel]], { account: stranger })
    },
    async openDispute() {
      const batch = anyBatch(batchState.Tallied, batchState.Disputed)
      return batch && market.write.openDispute([batch.batchId], { account: world.court })
    },
    async closeDispute() {
      const batch = anyBatch(batchState.Disputed)
      return batch && market.write.closeDispute([batch.batchId], { account: world.court })
    },
    async overturn() {
      const batch = anyBatch(batchState.Disputed)
      if (batch === undefined) return undefined
      const scored = seatsIn(batch, seatState.Scored)
      const rows = batch.panel.map((annotator) =>
        labelBytes(scored.includes(annotator) ? (batch.labels.get(annotator) ?? []) : []),
      )
      const to = random.pick([0, 1, 2, 0xff])
      const args = [batch.batchId, BigInt(random.below(batch.items)), to, [...batch.panel], rows] as const
      return market.write.overturn(args, { account: world.court })
    },
    updateGuideline: () =>
      market.write.updateGuideline([random.pick(projects), hash(`guideline ${batches.length}`)], {
        account: requester,
      }),
    moveClaimable: () =>
      market.write.moveClaimable([trap.address, random.pick(annotators), amount()], {
        account: random.pick([...annotators, stranger]),
      }),
    async claim() {
      const annotator = random.pick(annotators)
      return market.write.claim([trap.address, random.pick([annotator, requester, zeroAddress])], {
        account: annotator,
      })
    },
    async setTrap() {
      await trap.write.setTrap([random.pick(annotators), random.pick([0, 1, 2, 3])])
      return undefined
    },
    deposit: () => vault.write.deposit([random.pick(annotators), amount()], { account: admin }),
    unbond: () => vault.write.unbond([amount()], { account: random.pick(annotators) }),
    withdraw() {
      const annotator = random.pick(annotators)
      return vault.write.withdraw([annotator], { account: annotator })
    },
    async wait() {
      await world.passTo((await world.now()) + BigInt(random.pick([600, 2000, 4000])))
      return undefined
    },
  }
  const weights: Record<string, number> = {
    fund: 2,
    assign: 3,
    commit: 8,
    commitFor: 2,
    reveal: 6,
    revealFor: 2,
    revealAndTally: 2,
    tally: 3,
    tallyForfeited: 4,
    moveClaimable: 3,
    settle: 3,
    claim: 2,
    openReveal: 5,
    overturn: 2,
    closeDispute: 2,
  }
  const kinds = Object.keys(actions).flatMap((kind) => Array<string>(weights[kind] ?? 1).fill(kind))

  return {
    projects,
    tokens,
    async act() {
      const kind = random.pick(kinds)
      const transaction = await actions[kind]?.().catch(requireRefused)
      return transaction === undefined ? { kind: 'idle' } : { kind, transaction }
    },
  }
}

/** A refusal has a name of ours: a panic or a bare revert is a bug. */
function requireRefused(reason: unknown): undefined {
  const name = errorNameOf(reason)
  if (name === 'Panic' || name === 'Error') throw reason
}
