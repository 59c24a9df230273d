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
  ProjectCreated: (args) => `${text(args.classes)} classes`,
  ProjectFunded: amount,
  ProjectRefunded: amount,
  BatchCreated: (args) =>
    `${number(args.items, 'item')} for ${text(args.seats)} annotators, ${text(args.agreement)} must agree`,
  Assigned: (args) => `panel of ${Array.isArray(args.annotators) ? args.annotators.length : '?'}`,
  Committed: () => 'sealed answers',
  Revealed: () => 'answers opened',
  BatchTallied: () => 'consensus of every item',
  AnnotatorScored: (args) => `agreed on ${text(args.agreed)} of ${text(args.compared)}`,
  RewardAccrued: amount,
  RewardPaid: amount,
  RewardClaimed: amount,
  StakeLocked: amount,
  StakeUnlocked: amount,
  StakeDeposited: amount,
  BatchSettled: settled,
  BatchVoided: settled,
}

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

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '?'
}

function number(value: unknown, noun: string): string {
  const count = Number(value)
  return Number.isFinite(count) ? formatNumberOf(count, noun) : `? ${noun}s`
}
