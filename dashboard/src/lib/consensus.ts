import type { Label } from '../api/types.ts'
import { classNameOf } from './labels.ts'

/** What the votes alone say: votes per class, and the class with at least `agreement` votes (null without one). */
export type Consensus = { value: number | null; votes: number; tally: number[]; answers: number }

export type Rule = { agreement: number; classes: number; scale: string; tolerance: number }

/**
 * The contract's rule: a class is the consensus when at least `agreement` (k) of the panel answered it. 2k > n, so
 * at most one class can be. On an ordinal scale it is the lower median, when so many are within `tolerance` of it.
 * Abstentions and missing answers (null) count towards none.
 */
export function consensusOf(votes: (number | null)[], { agreement, classes, scale, tolerance }: Rule): Consensus {
  const tally = new Array<number>(classes).fill(0)
  let answers = 0
  for (const vote of votes) {
    if (vote === null) continue
    tally[vote] = (tally[vote] ?? 0) + 1
    answers += 1
  }
  const winner = scale === 'Ordinal' ? medianOf(tally, answers) : tally.findIndex((count) => count >= agreement)
  const votesFor = tally.reduce((sum, count, value) => (Math.abs(value - winner) <= tolerance ? sum + count : sum), 0)
  return { value: winner < 0 || votesFor < agreement ? null : winner, votes: votesFor, tally, answers }
}

/** The lower median of the answers counted in `tally`; -1 without any. */
function medianOf(tally: number[], answers: number): number {
  let below = 0
  return tally.findIndex((count) => {
    below += count
    return answers > 0 && below > (answers - 1) / 2
  })
}

/** One thing that was recomputed. `undefined`: what it needs has not happened on the chain yet. */
export type Check = { claim: string; holds: boolean | undefined; detail: string }

/**
 * Recomputes a label from what its page shows: the votes against the rule, each vote against the bytes its `Revealed`
 * event carries, and the result against the byte in `BatchTallied`.
 */
export function recompute(label: Label): Check[] {
  const checks = [votesGiveTheLabel(label), votesAreTheRevealed(label), labelIsTheTallied(label)]
  return label.value === label.tallied ? checks : [...checks, labelIsTheRuled(label)]
}

function votesGiveTheLabel({ votes, batch, dataset, tallied, tally, status }: Label): Check {
  const claim = `The votes give the label of the tally when ${batch.agreement} of ${batch.seats} must agree`
  if (status === 'Pending') return { claim, holds: undefined, detail: 'The batch has not been tallied.' }
  if (status === 'Void' && tally.length === 0)
    return { claim, holds: undefined, detail: 'The batch is void: it has no labels.' }
  const counted = votes.map((vote) => vote.value)
  const rule = { agreement: batch.agreement, classes: dataset.classCount, ...dataset.terms }
  const result = consensusOf(counted, rule)
  const sameTally = result.tally.every((count, index) => count === (tally[index] ?? 0))
  const outcome =
    result.value === null
      ? `no class has ${batch.agreement} votes`
      : `${classNameOf(result.value, dataset.classes[result.value])} with ${result.votes}`
  return { claim, holds: result.value === tallied && sameTally, detail: `${result.answers} answers: ${outcome}.` }
}

function votesAreTheRevealed({ votes, index }: Label): Check {
  const claim = 'Each vote is the byte its Revealed event carries'
  const revealed = votes.flatMap((vote) => (vote.revealed ? [{ vote, args: vote.revealed.args }] : []))
  if (revealed.length === 0) return { claim, holds: undefined, detail: 'Nobody has revealed yet.' }
  const bytes = revealed.map(({ vote, args }) => ({ vote, byte: byteAt(args, 'labels', index) }))
  const wrong = bytes.filter(({ vote, byte }) => byte !== (vote.value ?? abstained))
  return {
    claim,
    holds: wrong.length === 0,
    detail: `Byte ${index} in each of ${revealed.length} reveals: ${bytes.map(({ byte }) => hexByte(byte)).join(', ')}.`,
  }
}

function labelIsTheTallied({ batch, index, tallied }: Label): Check {
  const claim = 'The label of the tally is the byte that BatchTallied carries'
  if (!batch.tallied) return { claim, holds: undefined, detail: 'The batch has not been tallied.' }
  const byte = byteAt(batch.tallied.args, 'consensus', index)
  return {
    claim,
    holds: byte === (tallied ?? noConsensus),
    detail: `Byte ${index} of the consensus: ${hexByte(byte)}.`,
  }
}

function labelIsTheRuled({ provenance, index, value }: Label): Check {
  const claim = 'The label is what the last ruling says'
  const ruling = provenance.events.findLast(
    ({ name, args }) => name === 'LabelOverturned' && parseArgs(args).item === String(index),
  )
  const to = ruling && parseArgs(ruling.args).to
  const detail = ruling ? `LabelOverturned in block ${ruling.block}.` : 'There is no LabelOverturned for this item.'
  return { claim, holds: to === String(value ?? noConsensus), detail }
}

const abstained = 0xfe
const noConsensus = 0xff

/** One byte of a `bytes` argument of an event; undefined where the arguments do not hold it. */
export function byteAt(args: string, name: string, index: number): number | undefined {
  const hex: unknown = parseArgs(args)[name]
  if (typeof hex !== 'string') return undefined
  const digits = hex.slice(2 + index * 2, 4 + index * 2)
  return /^[0-9a-f]{2}$/i.test(digits) ? Number.parseInt(digits, 16) : undefined
}

/** The arguments of an event by name; empty where they are not a JSON object. */
export function parseArgs(args: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(args)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function hexByte(byte: number | undefined): string {
  return byte === undefined ? 'missing' : `0x${byte.toString(16).padStart(2, '0')}`
}
