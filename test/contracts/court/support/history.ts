/** Random histories of a court: whoever may do something does it at random, right or wrong. */
import { type Address, bytesToHex, type Hex, keccak256 } from 'viem'
import { type Random, seededRandom } from '../../support/random.ts'
import type { CaseFold, Folded } from './fold.ts'
import { justification } from './play.ts'
import {
  baseBond,
  batchState,
  type CourtWorld,
  caseState,
  escalation,
  evidence,
  hash,
  jurorStake,
  none,
  reason,
} from './world.ts'

type Batch = { id: Hex; requester: Address; panel: readonly Address[]; labels: readonly Hex[]; classes: number }
type Found = CaseFold & { id: Hex }

export type Action = { kind: string; send(): Promise<Hex> }

const items = 8
const classes = 3
const hour = 3600

/** @returns The next action, which may be refused. */
export async function startHistory(world: CourtWorld, seed: number, fold: Folded) {
  const { court, market, pool, slasher, jurors: people, auditor, stranger, insurance } = world
  const random = seededRandom(seed)
  const batches: Batch[] = []
  const requesters = people.slice(0, 3)
  const members = people.slice(3, 9)
  // Everybody else can be drawn, and some of the members too, where they are no party.
  const pooled = people.slice(6)
  const known = new Map<string, Batch>()
  await world.fund([...people, auditor, stranger], 10_000n * baseBond)
  for (const account of pooled) await court.write.deposit([10n * jurorStake], { account })

  const addBatch = async (): Promise<void> => {
    const id = hash(`batch ${batches.length}`)
    const panel = shuffled(random, members)
      .slice(0, 3)
      .sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
    const labels = panel.map(() => bytesToHex(Uint8Array.from({ length: items }, () => random.below(classes))))
    const requester = random.pick(requesters)
    const deadline = Number(await world.now()) + 24 * hour * (2 + random.below(10))
    const plan = {
      requester,
      stakePerSeat: 4000n,
      classes,
      escalation: escalation.Expert,
      items,
      agreement: 2,
      flags: 0,
    }
    await market.write.setBatch([id, { ...plan, deadline, state: batchState.Tallied }, panel, labels])
    const batch = { id, requester, panel, labels, classes }
    batches.push(batch)
    known.set(id, batch)
  }
  for (let i = 0; i < 3; i++) await addBatch()
  /** About what time it is. */
  let clock = Number(await world.now())

  const casesIn = (...states: number[]): Found[] =>
    [...fold.cases].filter(([, each]) => states.includes(each.state)).map(([id, each]) => ({ ...each, id: id as Hex }))
  const drawable = (state: number): Found[] => casesIn(state).filter(({ drawId }) => drawId !== 0n)
  /** Cases in voting, mostly of the right half of it. */
  const voting = (revealing: boolean): Found[] => {
    const careless = random.chance(0.1)
    return casesIn(caseState.Voting).filter(({ deadline }) => careless || revealing === clock > deadline)
  }
  const verdictOf = (each: Found): number => {
    if (random.chance(0.6)) return each.claim === none && each.classes === 2 ? 1 : each.claim
    if (each.classes === 2) return random.below(2)
    return random.chance(0.2) ? none : random.below(classes)
  }
  const saltOf = (caseId: Hex, juror: Address): Hex => keccak256(`${caseId}${juror.slice(2)}`)
  /** What a juror will have committed to, without a note of it: it follows from who and where it is. */
  const votes = new Map<string, number>()
  const parties = (batch: Batch): Address[] => [batch.requester, ...batch.panel, auditor, stranger]

  const makers: Record<string, () => Promise<Action['send'] | undefined>> = {
    async openLabel() {
      const { id, panel, labels, ...batch } = random.pick(batches)
      const [account, item] = [random.pick(parties({ id, panel, labels, ...batch })), random.below(items)]
      const claim = random.chance(0.1) ? none : random.below(classes)
      return () => court.write.openLabel([id, BigInt(item), claim, evidence, panel, labels], { account })
    },
    async openReview() {
      const { id, panel, labels, requester } = random.pick(batches)
      const item = BigInt(random.below(items))
      return () => court.write.openReview([id, item, evidence, panel, labels], { account: requester })
    },
    async openConduct() {
      const batch = random.pick(batches)
      const [account, accused] = [random.pick(parties(batch)), random.pick(batch.panel)]
      const why = random.pick([reason.Spam, reason.Collusion])
      return () => court.write.openConduct([batch.id, accused, why, evidence], { account })
    },
    async openSlashAppeal() {
      if (random.chance(0.7)) return undefined
      const { id, panel, requester } = random.pick(batches)
      const [account, why] = [random.pick(panel), random.pick([reason.NoReveal, reason.GoldFail])]
      const slashId = await slasher.read.slashIdOf([id, account, why])
      if ((await slasher.read.slashOf([slashId])).state !== 0) return undefined
      const deadline = Number(await world.now()) + 24 * hour
      await slasher.write.open([id, account, why, requester, random.pick([stranger, account, requester]), deadline])
      return () => court.write.openSlashAppeal([id, why, evidence], { account })
    },
    async drawExpert() {
      const found = pickOf(random, drawable(caseState.ExpertDraw))
      const expert = random.pick(pooled)
      return found && (() => pool.write.draw([found.drawId, [expert], [1n]]))
    },
    async rule() {
      const found = pickOf(random, casesIn(caseState.Expert))
      const verdict = found && verdictOf(found)
      if (found === undefined || verdict === undefined) return undefined
      return () => court.write.rule([found.id, verdict, justification], { account: found.expert as Address })
    },
    async appeal() {
      const found = pickOf(random, casesIn(caseState.Ruled))
      const batch = found && known.get(found.batchId)
      if (found === undefined || batch === undefined) return undefined
      const account = random.pick([found.opener as Address, ...parties(batch)])
      return () => court.write.appeal([found.id], { account })
    },
    async escalate() {
      const found = pickOf(random, casesIn(caseState.ExpertDraw, caseState.Expert))
      return found && (() => court.write.escalate([found.id], { account: stranger }))
    },
    async redraw() {
      const found = pickOf(random, casesIn(caseState.ExpertDraw, caseState.JuryDraw))
      return found && (() => court.write.redraw([found.id], { account: stranger }))
    },
    async drawJury() {
      const found = pickOf(random, drawable(caseState.JuryDraw))
      if (found === undefined) return undefined
      const candidates: Address[] = []
      for (const account of shuffled(random, pooled)) {
        if (await court.read.accepts([found.drawId, found.id, account])) candidates.push(account)
      }
      const jury = candidates.slice(0, 3 + 4 * found.round)
      const weights = jury.map(() => BigInt(1 + random.below(50)))
      return () => pool.write.draw([found.drawId, jury, weights])
    },
    async commitVote() {
      const found = pickOf(random, voting(false))
      const jury = found && fold.jurors.get(found.id)
      if (found === undefined || jury === undefined) return undefined
      const waiting = [...jury].filter(
        ([, { commitment, round }]) => BigInt(commitment) === 0n && round === found.round,
      )
      const juror = pickOf(random, waiting)?.[0] as Address | undefined
      if (juror === undefined) return undefined
      const verdict = verdictOf(found)
      votes.set(`${found.id}${juror}`, verdict)
      const commitment = await court.read.voteHashOf([
        found.id,
        BigInt(found.round),
        juror,
        verdict,
        saltOf(found.id, juror),
      ])
      return () => court.write.commitVote([found.id, commitment], { account: juror })
    },
    async revealVote() {
      const found = pickOf(random, voting(true))
      const jury = found && fold.jurors.get(found.id)
      if (found === undefined || jury === undefined) return undefined
      const sealed = [...jury].filter(([, each]) => BigInt(each.commitment) !== 0n && !each.revealed)
      const juror = pickOf(random, sealed)?.[0] as Address | undefined
      const verdict = juror && votes.get(`${found.id}${juror}`)
      if (juror === undefined || verdict === undefined) return undefined
      return () => court.write.revealVote([found.id, juror, verdict, saltOf(found.id, juror)], { account: stranger })
    },
    async count() {
      const found = pickOf(random, casesIn(caseState.Voting))
      return found && (() => court.write.count([found.id], { account: stranger }))
    },
    async finalize() {
      const found = pickOf(random, casesIn(caseState.Ruled, caseState.JuryDraw, caseState.Decided))
      return found && (() => finalize(found))
    },
    async deposit() {
      const account = random.pick(pooled)
      const amount = BigInt(1 + random.below(600))
      return () => court.write.deposit([amount], { account })
    },
    async withdraw() {
      const account = random.pick(pooled)
      const amount = BigInt(1 + random.below(900))
      return () => court.write.withdraw([account, amount], { account })
    },
    async payInsurance() {
      return () => court.write.payInsurance({ account: insurance })
    },
  }
  // Votes are what a case consists of.
  const often = { commitVote: 12, revealVote: 12, drawExpert: 2, rule: 3, drawJury: 2, finalize: 2, openLabel: 1 }
  const kinds = [
    Object.keys(makers),
    ...Object.entries(often).map(([name, more]) => Array<string>(more).fill(name)),
  ].flat()

  function finalize(found: Found): Promise<Hex> {
    const batch = known.get(found.batchId)
    const { panel, labels } = batch ?? { panel: [], labels: [] }
    return court.write.finalize([found.id, panel, labels], { account: stranger })
  }

  return {
    batches,

    /** @returns The next action; undefined where there is nothing to do of the kind that came up. */
    async next(): Promise<Action | undefined> {
      if (random.chance(0.03)) {
        clock = Number(await world.now()) + hour * (1 + random.below(10))
        await world.passTo(BigInt(clock))
      }
      if (random.chance(0.02)) await pool.write.setEmpty([random.chance(0.4)])
      if (random.chance(0.02)) await addBatch()
      const name = random.pick(kinds)
      const send = await makers[name]?.()
      return send && { kind: name, send }
    },

    /** One exit of a case that does not end by itself, for anyone, after its deadline. */
    exit(found: Found): Promise<Hex> {
      const account = stranger
      if (found.state === caseState.ExpertDraw || found.state === caseState.Expert) {
        return court.write.escalate([found.id], { account })
      }
      if (found.state === caseState.Voting) return court.write.count([found.id], { account })
      return finalize(found)
    },

    open: () => casesIn(1, 2, 3, 4, 5, 6),
  }
}

const pickOf = <T>(random: Random, values: readonly T[]): T | undefined =>
  values.length === 0 ? undefined : random.pick(values)

function shuffled<T>(random: Random, values: readonly T[]): T[] {
  const rest = [...values]
  const result: T[] = []
  while (rest.length > 0) result.push(...rest.splice(random.below(rest.length), 1))
  return result
}
