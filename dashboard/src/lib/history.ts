import type { ScorePoint } from '../api/types.ts'

/** One point of the score chart. `batch` counts the annotator's scored batches from 1. */
export type ChartPoint = {
  batch: number
  time: Date
  block: number
  score: number
  scoreUpper: number
  agreed: number
  compared: number
}

/** The history as points of a chart, and whether its times differ enough to be an axis. */
export function chartPoints(history: ScorePoint[]): { points: ChartPoint[]; spansTime: boolean } {
  const points = history.map(({ event, ...score }, index) => ({
    ...score,
    batch: index + 1,
    time: new Date(event.time),
    block: event.block,
  }))
  const first = points[0]?.time.getTime() ?? 0
  const last = points.at(-1)?.time.getTime() ?? 0
  return { points, spansTime: last - first > 0 }
}
