/** The consensus in the plainest words: a second, independent statement of what the market must compute. */

/** As the ABI carries `Scale`. */
export const scale = { Categorical: 0, Ordinal: 1 } as const

export const abstain = 0xfe
export const none = 0xff

/** One label per item, or undefined for a seat without a reveal. */
export type Row = readonly number[] | undefined

export type Meaning = {
  /** Equal (ordinal: near) answers that make a consensus. */
  readonly agreement: number
  /** One of `scale`. */
  readonly scale: number
  /** Ordinal: how far from the median a label still agrees with it. */
  readonly tolerance: number
}

export type Verdict = { readonly label: number; readonly votes: number }

export type TallyResult = {
  /** Per item the label that the panel gives it, or `none`. */
  readonly consensus: readonly number[]
  /** Per item the votes for it, or 0. */
  readonly votes: readonly number[]
  /** Per seat the items on which its label agrees with the consensus. */
  readonly agreed: readonly number[]
  /** Per seat the items with a consensus that it answered. */
  readonly compared: readonly number[]
}

const noVerdict: Verdict = { label: none, votes: 0 }

/** What the answers of one item, abstentions left out, come to. */
export function verdictOn(answers: readonly number[], meaning: Meaning): Verdict {
  const candidate = meaning.scale === scale.Ordinal ? lowerMedian(answers) : mostFrequent(answers)
  if (candidate === undefined || answers.length < meaning.agreement) return noVerdict
  const votes = answers.filter((answer) => matches(answer, candidate, meaning)).length
  return votes >= meaning.agreement ? { label: candidate, votes } : noVerdict
}

/** Whether a label says what another says. An abstention and `none` say nothing. */
export function matches(label: number, other: number, { scale: of, tolerance }: Meaning): boolean {
  if (label >= abstain || other >= abstain) return false
  return of === scale.Ordinal ? Math.abs(label - other) <= tolerance : label === other
}

export function tally(rows: readonly Row[], items: number, meaning: Meaning): TallyResult {
  const verdicts = Array.from({ length: items }, (_, item) => verdictOn(answersOn(rows, item), meaning))
  const countOf = (row: Row, fits: (label: number, verdict: Verdict) => boolean) =>
    verdicts.filter((verdict, item) => verdict.label !== none && row !== undefined && fits(at(row, item), verdict))
      .length
  return {
    consensus: verdicts.map(({ label }) => label),
    votes: verdicts.map(({ votes }) => votes),
    agreed: rows.map((row) => countOf(row, (label, verdict) => matches(label, verdict.label, meaning))),
    compared: rows.map((row) => countOf(row, (label) => label !== abstain)),
  }
}

/** What each seat is paid for less or more where an item's label becomes another: -1, 0 or 1 per seat. */
export function changesByOverturn(rows: readonly Row[], item: number, to: number, meaning: Meaning): number[] {
  const from = verdictOn(answersOn(rows, item), meaning).label
  const says = (row: Row, label: number) => row !== undefined && matches(at(row, item), label, meaning)
  return rows.map((row) => Number(says(row, to)) - Number(says(row, from)))
}

export function answersOn(rows: readonly Row[], item: number): number[] {
  return rows.flatMap((row) => (row === undefined ? [] : [at(row, item)])).filter((label) => label !== abstain)
}

function lowerMedian(answers: readonly number[]): number | undefined {
  return [...answers].sort((a, b) => a - b)[Math.floor((answers.length - 1) / 2)]
}

function mostFrequent(answers: readonly number[]): number | undefined {
  const counts = new Map<number, number>()
  for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0]
}

function at(row: readonly number[], item: number): number {
  const label = row[item]
  if (label === undefined) throw new RangeError(`the row has no item ${item}`)
  return label
}
