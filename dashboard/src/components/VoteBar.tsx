import type { Vote } from '../api/types.ts'

const gap = 0.02

/** One segment a seat, those that agree first, and a notch at the k-th: where it is reached, there is a consensus. */
export function VoteBar({ votes, agreement, value }: { votes: Vote[]; agreement: number; value: number | null }) {
  const seats = [...votes].sort((a, b) => placeOf(a, value) - placeOf(b, value))
  const notch = agreement / Math.max(seats.length, 1)
  return (
    <svg
      className="vote-bar"
      viewBox="0 0 100 12"
      preserveAspectRatio="none"
      role="img"
      aria-label={words(votes, agreement)}
    >
      {seats.map((vote, index) => (
        <rect
          key={vote.annotator.address}
          className={vote.value === null ? 'seat silent' : vote.agrees ? 'seat agrees' : 'seat differs'}
          x={((index + gap) * 100) / seats.length}
          width={((1 - 2 * gap) * 100) / seats.length}
          y="2"
          height="8"
        />
      ))}
      <rect className="notch" x={notch * 100 - 0.3} y="0" width="0.6" height="12" />
    </svg>
  )
}

function placeOf(vote: Vote, value: number | null): number {
  if (vote.value === null) return 1000
  return vote.value === value ? -1 : vote.value
}

function words(votes: Vote[], agreement: number): string {
  const answers = votes.map((vote) => vote.class ?? 'no answer')
  return `${agreement} of ${votes.length} must agree; the answers: ${answers.join(', ')}`
}
