/** What the court's events alone say about its storage. */
import { zeroAddress, zeroHash } from 'viem'
import { caseState, kind, outcome } from './world.ts'

export type Emitted = { name: string; args: Record<string, unknown> }

export type CaseFold = {
  opener: string
  kind: number
  state: number
  outcome: number
  round: number
  standing: number
  ruling: number
  ruled: boolean
  deadline: number
  appellant: string
  verdict: number
  claim: number
  classes: number
  reason: number
  stopsSettlement: boolean
  expert: string
  respondent: string
  requester: string
  batchId: string
  subject: string
  evidence: string
  bond: bigint
  appealBond: bigint
  drawId: bigint
}

export type JurorFold = {
  commitment: string
  weight: bigint
  stake: bigint
  round: number
  verdict: number
  revealed: boolean
}

export type Folded = {
  cases: Map<string, CaseFold>
  /** By case, then by account. */
  jurors: Map<string, Map<string, JurorFold>>
  credits: Map<string, { free: bigint; locked: bigint }>
}

export const emptyFold = (): Folded => ({ cases: new Map(), jurors: new Map(), credits: new Map() })

/** Applies one event. */
export function apply(fold: Folded, { name, args }: Emitted): void {
  const big = (key: string) => args[key] as bigint
  const num = (key: string) => Number(args[key])
  const text = (key: string) => args[key] as string
  const change = (fields: Partial<CaseFold>) => Object.assign(known(fold.cases, text('caseId')), fields)
  const jurors = () => known(fold.jurors, text('caseId'))
  const credit = (fields: { free: bigint; locked?: bigint }) => {
    const account = text(name.startsWith('Juror') ? 'juror' : 'account')
    fold.credits.set(account, { locked: fold.credits.get(account)?.locked ?? 0n, ...fields })
  }

  switch (name) {
    case 'CaseOpened':
      fold.jurors.set(text('caseId'), new Map())
      fold.cases.set(text('caseId'), {
        opener: text('opener'),
        kind: num('kind'),
        state: caseState.ExpertDraw,
        outcome: outcome.None,
        round: 0,
        standing: num('standing'),
        ruling: 0,
        ruled: false,
        deadline: 0,
        appellant: zeroAddress,
        verdict: 0,
        claim: num('claim'),
        classes: num('classes'),
        reason: num('reason'),
        stopsSettlement: args.stopsSettlement as boolean,
        expert: zeroAddress,
        respondent: text('respondent'),
        requester: text('requester'),
        batchId: text('batchId'),
        subject: text('subject'),
        evidence: text('evidence'),
        bond: big('bond'),
        appealBond: 0n,
        drawId: 0n,
      })
      break
    case 'DrawAsked': {
      const state = num('round') === 0 ? caseState.ExpertDraw : caseState.JuryDraw
      change({ state, round: num('round'), drawId: big('drawId'), deadline: num('deadline') })
      break
    }
    case 'ExpertDrawn':
      change({ state: caseState.Expert, expert: text('expert'), deadline: num('deadline') })
      break
    case 'ExpertRuled':
      change({ state: caseState.Ruled, ruled: true, ruling: num('verdict'), deadline: num('deadline') })
      change({ evidence: text('justificationHash') })
      break
    case 'AppealOpened':
      change({ appellant: text('appellant'), appealBond: big('bond') })
      break
    case 'CaseEscalated':
      break
    case 'JurorDrawn': {
      const fresh = { commitment: zeroHash, verdict: 0, revealed: false }
      jurors().set(text('juror'), { ...fresh, weight: big('weight'), stake: big('stake'), round: num('round') })
      credit({ free: big('free'), locked: big('locked') })
      break
    }
    case 'JurySeated':
      change({ state: caseState.Voting, deadline: num('deadline') })
      break
    case 'VoteCommitted':
      Object.assign(known(jurors(), text('juror')), { commitment: text('commitment') })
      break
    case 'VoteRevealed':
      Object.assign(known(jurors(), text('juror')), { revealed: true, verdict: num('verdict') })
      break
    case 'VotesCounted':
      if (num('outcome') === outcome.None) break
      change({ state: caseState.Decided, outcome: num('outcome'), deadline: 0 })
      if (num('outcome') === outcome.Jury) change({ verdict: num('verdict') })
      break
    case 'JurorSettled':
      credit({ free: big('free'), locked: big('locked') })
      break
    case 'DisputeResolved':
      change({ state: caseState.Closed, outcome: num('outcome'), verdict: num('verdict'), deadline: 0 })
      break
    case 'Credited':
    case 'Deposited':
    case 'Withdrawn':
      credit({ free: big('free') })
      break
    default:
      throw new Error(`the fold does not know the event ${name}`)
  }
}

/** Bonds of the open cases and all credits: what the court must hold. */
export function owedBy(fold: Folded): bigint {
  let owed = 0n
  for (const { state, bond, appealBond } of fold.cases.values()) {
    if (state !== caseState.Closed) owed += bond + appealBond
  }
  for (const { free, locked } of fold.credits.values()) owed += free + locked
  return owed
}

/** Open cases that count for the batch, by whether its requester opened them. */
export function openOf(fold: Folded, batchId: string, byRequester: boolean): bigint {
  const open = [...fold.cases.values()].filter(
    (each) =>
      each.batchId === batchId &&
      each.kind !== kind.SlashAppeal &&
      each.state !== caseState.Closed &&
      (each.opener === each.requester) === byRequester,
  )
  return BigInt(open.length)
}

function known<V>(map: Map<string, V>, key: string): V {
  const value = map.get(key)
  if (value === undefined) throw new Error(`an event names ${key} before the event that creates it`)
  return value
}
