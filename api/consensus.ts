import type { BatchRow, LabelRow, SubmissionRow } from './source/rows.ts'

/** How strongly those who answered agree: all of them, at least k, or no consensus; or a ruling said it. */
export type Tier = 'unanimous' | 'majority' | 'ruled' | 'none'

/** Answers to an item: votes for any class. Abstentions and missing answers are none. */
export function countAnswers({ tally }: Pick<LabelRow, 'tally'>): number {
  return tally.reduce((sum, votes) => sum + votes, 0)
}

/** Winning votes by all votes, within 0..1; null without a consensus. */
export function confidenceOf(label: Pick<LabelRow, 'value' | 'votes' | 'tally'>): number | null {
  const answers = countAnswers(label)
  return label.value === null || answers === 0 ? null : label.votes / answers
}

export function tierOf(label: Pick<LabelRow, 'status' | 'value' | 'votes' | 'tally'>): Tier {
  if (label.value === null) return 'none'
  if (label.status === 'Overturned') return 'ruled'
  return label.votes === countAnswers(label) ? 'unanimous' : 'majority'
}

/** How a label's value came about, in words, with the numbers of its batch: k of n. */
export function ruleOf(
  label: Pick<LabelRow, 'status' | 'votes' | 'tally' | 'overturned'>,
  { agreement, seats }: Pick<BatchRow, 'agreement' | 'seats'>,
): string {
  if (label.status === 'Pending') return 'not tallied yet'
  if (label.status === 'Void') return label.overturned ? 'a ruling left it without a label' : 'the batch is void'
  const answers = countAnswers(label)
  if (label.status === 'Overturned') return `a ruling; ${label.votes} of ${answers} say the same`
  const silent = answers < seats ? `, ${seats - answers} of ${seats} did not answer` : ''
  return label.status === 'Verified' || (label.status === 'Disputed' && label.votes > 0)
    ? `${label.votes} of ${answers} agree${silent}`
    : `no class reached ${agreement} of ${seats}${silent}`
}

const ABSTAINED = 0xfe

/** The class that a submission gives an item; null where it abstains, or reveals nothing. */
export function answerOf({ labels }: Pick<SubmissionRow, 'labels'>, index: number): number | null {
  if (labels === null) return null
  const byte = Number.parseInt(labels.slice(2 + index * 2, 4 + index * 2), 16)
  return Number.isNaN(byte) || byte === ABSTAINED ? null : byte
}

/** All answers of a submission, by item; empty where it reveals nothing. */
export function answersOf(submission: Pick<SubmissionRow, 'labels'>): (number | null)[] {
  const items = submission.labels === null ? 0 : submission.labels.length / 2 - 1
  return Array.from({ length: items }, (_, index) => answerOf(submission, index))
}
