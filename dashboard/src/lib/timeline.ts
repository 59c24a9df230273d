import type { Event, EventRef } from '../api/types.ts'
import { parseArgs } from './consensus.ts'
import { formatNumberOf, formatTokens, formatWords } from './format.ts'

/** The events of one transaction, in the order of their logs. */
export type Step = EventRef & { events: Event[] }

/** The events, which come in the order of the chain, by transaction. */
export function stepsOf(events: Event[]): Step[] {
  const steps: Step[] = []
  for (const event of events) {
    const last = steps.at(-1)
    if (last?.transaction === event.transaction) last.events.push(event)
    else steps.push({ ...placeOf(event), events: [event] })
  }
  return steps
}

function placeOf({ block, time, transaction, logIndex }: EventRef): EventRef {
  return { block, time, transaction, logIndex }
}

type Args = Record<string, unknown>

/** What an event says beyond its name, in words; empty where its name and account say it all. */
const details: Record<string, (args: Args, event: Event) => string> = {
  GuidelineUpdated: (args) => `version ${text(args.version)}`,
  ProjectFunded: amount,
  ProjectRefunded: amount,
  BatchCreated: (args) =>
    `${number(args.items, 'item')} for ${text(args.seats)} annotators, ${text(args.agreement)} must agree`,
  RoundOpened: () => 'second round over items without consensus',
  Reassigned: (args) => `panel ${text(args.attempts)} dissolved: too few committed`,
  Assigned: (args) => `panel of ${Array.isArray(args.annotators) ? args.annotators.length : '?'}`,
  Committed: () => 'sealed answers',
  CommitMissed: () => 'did not commit in time',
  Revealed: () => 'answers opened',
  RevealMissed: () => 'committed and did not reveal in time',
  GoldOpened: (args) => number(bytesOf(args.labels), 'gold item'),
  GoldForfeited: () => 'the requester let the gold deadline pass',
  BatchTallied: () => 'consensus of every item',
  AnnotatorScored: (args) =>
    `agreed on ${text(args.agreed)} of ${text(args.compared)}, gold ${text(args.goldRight)} of ${text(args.goldTotal)}`,
  AnnotatorFlagged: (args) => `to be slashed: ${reasons[Number(args.reason) - 1] ?? '?'}`,
  BatchDisputed: (args) => `${number(args.disputes, 'dispute')} open`,
  DisputeClosed: (args) => `${number(args.disputes, 'dispute')} open`,
  LabelOverturned: (args) => `item ${text(args.item)}: ${label(args.from)} became ${label(args.to)}`,
  SeatRescored: (args) => `paid for ${number(args.agreed, 'item')}`,
  KeeperPaid: amount,
  RewardWithheld: amount,
  CaseOpened: (args) => `item ${itemOf(args.subject)}: ${label(args.claim)} claimed`,
  ExpertRuled: (args) => label(args.verdict),
  DisputeResolved: (args) => label(args.verdict),
  SlashOpened: (args) => reasons[Number(args.reason) - 1] ?? '?',
  Slashed: (args) => reasons[Number(args.reason) - 1] ?? '?',
  RewardAccrued: amount,
  RewardPaid: amount,
  RewardClaimed: amount,
  StakeLocked: amount,
  StakeUnlocked: amount,
  StakeDeposited: amount,
  BatchSettled: settled,
  BatchVoided: settled,
}

/** SlashReason of the contracts, from 1 on. */
const reasons = ['no reveal', 'gold failed', 'consensus failed', 'dispute lost', 'spam', 'collusion']

export function describeEvent(event: Event): { title: string; detail: string } {
  return { title: formatWords(event.name), detail: details[event.name]?.(parseArgs(event.args), event) ?? '' }
}

function amount(args: Args, event: Event): string {
  const units = event.amount ?? args.amount
  return typeof units === 'string' ? `${formatTokens(units)} tokens` : ''
}

function settled(args: Args): string {
  const paid = typeof args.paid === 'string' ? `${formatTokens(args.paid)} paid` : ''
  const back = typeof args.refunded === 'string' ? `${formatTokens(args.refunded)} back to the project` : ''
  return [paid, back].filter(Boolean).join(', ')
}

/** An item's position, as a case's subject of 32 bytes; `?` for another kind of subject. */
function itemOf(subject: unknown): string {
  const position = typeof subject === 'string' ? Number.parseInt(subject, 16) : Number.NaN
  return position < 512 ? String(position) : '?'
}

function bytesOf(hex: unknown): number {
  return typeof hex === 'string' ? hex.length / 2 - 1 : Number.NaN
}

function label(value: unknown): string {
  return value === '255' ? 'no label' : `class ${text(value)}`
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '?'
}

function number(value: unknown, noun: string): string {
  const count = Number(value)
  return Number.isFinite(count) ? formatNumberOf(count, noun) : `? ${noun}s`
}
