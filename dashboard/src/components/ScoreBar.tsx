import { formatScore } from '../lib/format.ts'

/** A score and its interval on a track from 0 to 1: the tick is the score (the lower bound), the band reaches to the upper. */
export function ScoreBar({ score, upper }: { score: number; upper: number }) {
  return (
    <span className="score" title={`${formatScore(score)} to ${formatScore(upper)}: Wilson interval of agreement, 95%`}>
      <span className="score-value">{formatScore(score)}</span>
      <svg className="score-bar" aria-hidden="true" preserveAspectRatio="none">
        <rect className="track" x="0" y="50%" width="100%" height="1" />
        <rect className="track" x="50%" y="35%" width="1" height="30%" />
        <rect
          className="band"
          x={percent(score)}
          y="25%"
          width={percent(Math.max(upper - score, 0.005))}
          height="50%"
          rx="2"
        />
        <rect className="tick" x={percent(score)} y="10%" width="2.5" height="80%" rx="1" />
      </svg>
      <span className="hidden"> to {formatScore(upper)}</span>
    </span>
  )
}

function percent(share: number): string {
  return `${(Math.min(Math.max(share, 0), 1) * 100).toFixed(2)}%`
}
