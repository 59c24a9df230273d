import type { Vote } from '../api/types.ts'
import { answerOf } from '../lib/labels.ts'

type VoteBarProps = { votes: Vote[]; agreement: number; value: number | null }

/** One segment a seat, those that agree first, and a notch behind the k-th: where agreement reaches it, there is a consensus. */
export function VoteBar({ votes, agreement, value }: VoteBarProps) {
  if (votes.length === 0) return null
  const seats = [...votes].sort((a, b) => placeOf(a, value) - placeOf(b, value))
  return (
    <ul className="vote-bar" aria-label={`The answers; ${agreement} of ${votes.length} must agree`}>
      {seats.map((vote, index) => (
        <li
          key={vote.annotator.address}
          className={`${kindOf(vote, value)} ${index === agreement - 1 ? 'needed' : ''}`}
        >
          {answerOf(vote)}
        </li>
      ))}
    </ul>
  )
}

function placeOf(vote: Vote, value: number | null): number {
  if (vote.value === null) return 1000
  return vote.value === value ? -1 : vote.value
}

function kindOf(vote: Vote, value: number | null): string {
  if (vote.value === null) return 'silent'
  if (value === null) return 'undecided'
  return vote.value === value ? 'agrees' : 'differs'
}
