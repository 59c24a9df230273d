import * as Plot from '@observablehq/plot'
import { useEffect } from 'react'
import { useWidth } from '../hooks/useWidth.ts'
import { formatCount, formatScore, formatTime } from '../lib/format.ts'
import type { ChartPoint } from '../lib/history.ts'

const heightPx = 240
const dotsUpTo = 80

/** The score as a line with its interval as a band. `x`: against time, or against the count of scored batches. */
export function ScoreChart({ points, x }: { points: ChartPoint[]; x: 'time' | 'batch' }) {
  const { ref, width } = useWidth<HTMLDivElement>()
  useEffect(() => {
    const place = ref.current
    if (!place || width === 0) return
    const chart = drawScore(points, x, width)
    place.replaceChildren(chart)
    return () => chart.remove()
  }, [points, x, width, ref])
  return <div className="chart" ref={ref} />
}

function drawScore(points: ChartPoint[], x: 'time' | 'batch', width: number): SVGElement | HTMLElement {
  const chart = Plot.plot({
    className: 'plot',
    width,
    height: heightPx,
    marginLeft: 36,
    marginRight: 12,
    marginTop: 12,
    marginBottom: 40,
    ariaLabel: 'Score over time with its interval',
    x:
      x === 'time'
        ? { type: 'utc', label: null }
        : { label: 'scored batches', tickFormat: 'd', interval: 1, type: 'linear' },
    y: { domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], label: null, grid: true, tickFormat: '.2~f' },
    marks: [
      // An area of one point has no width.
      points.length === 1
        ? Plot.ruleX(points, { x, y1: 'score', y2: 'scoreUpper', stroke: 'var(--band)', strokeWidth: 8 })
        : null,
      Plot.areaY(points, { x, y1: 'score', y2: 'scoreUpper', fill: 'var(--band)', curve: 'step-after' }),
      Plot.lineY(points, { x, y: 'scoreUpper', stroke: 'var(--band-edge)', strokeWidth: 1, curve: 'step-after' }),
      Plot.lineY(points, { x, y: 'score', stroke: 'var(--accent)', strokeWidth: 2, curve: 'step-after' }),
      points.length <= dotsUpTo ? Plot.dot(points, { x, y: 'score', r: 2, fill: 'var(--accent)' }) : null,
      Plot.ruleX(points, Plot.pointerX({ x, stroke: 'var(--muted)', strokeDasharray: '2,3' })),
      Plot.tip(
        points,
        Plot.pointerX({
          x,
          y: 'score',
          title: titleOf,
          fill: 'var(--surface)',
          stroke: 'var(--line)',
          lineHeight: 1.4,
          textPadding: 10,
        }),
      ),
    ],
  })
  // Plot writes its few rules into a style element, which a strict content security policy refuses. Out of the document
  // nothing has looked at it yet; base.css carries the same rules.
  for (const style of chart.querySelectorAll('style')) style.remove()
  // The chart is one picture with one name; Plot names each of its groups, too, which no role allows.
  for (const named of chart.querySelectorAll('[aria-label]')) named.removeAttribute('aria-label')
  chart.setAttribute('role', 'img')
  return chart
}

function titleOf(point: ChartPoint): string {
  return [
    `${formatScore(point.score)} to ${formatScore(point.scoreUpper)}`,
    `batch ${point.batch}: ${point.agreed} of ${point.compared} agree`,
    `${formatTime(point.time.toISOString())} UTC, block ${formatCount(point.block)}`,
  ].join('\n')
}
