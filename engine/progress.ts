import type { Progress } from './indexer/index.ts'

/** What is drawn on: standard error, where that is a terminal. */
export type Screen = { write(text: string): unknown; readonly columns?: number }

/** A line at the end of a terminal that is drawn again in place, below the lines of the log. */
export type StatusLine = { show(text: string): void; log(line: string): void; end(): void }

const CLEAR_LINE = '\r\u001b[2K'
const BAR_CELLS = 24
const REDRAW_MS = 100

export function createStatusLine(screen: Screen): StatusLine {
  let shown = ''
  const show = (text: string) => {
    // A line that wraps could not be cleared. A terminal without a size says 0.
    shown = text.slice(0, (screen.columns || 80) - 1)
    screen.write(CLEAR_LINE + shown)
  }
  return {
    show,
    log: (line) => screen.write(`${CLEAR_LINE}${line}\n${shown}`),
    end: () => shown !== '' && screen.write('\n'),
  }
}

/**
 * Shows the course of one engine: a bar while it is behind the chain, a quiet line at the head.
 * @param now milliseconds of a clock that never goes back
 */
export function createProgressBar(line: StatusLine, now: () => number): (progress: Progress) => void {
  let start: { readonly ms: number; readonly progress: Progress } | undefined
  let drawnMs = Number.NEGATIVE_INFINITY
  return (progress) => {
    const ms = now()
    // Where it was at the head, or has yet to begin, a backfill starts anew.
    if (start === undefined || start.progress.head === undefined || progress.synced) start = { ms, progress }
    if (!progress.synced && ms - drawnMs < REDRAW_MS) return
    drawnMs = ms
    line.show(progress.synced ? formatHead(progress) : formatBackfill(start.progress, progress, ms - start.ms))
  }
}

/** The bar is of what there was to do at the start, such as `[######------------------]  25 %  block 1,250 of 5,000  300 events/s  15 s left`. */
export function formatBackfill(start: Progress, { head, chainHead, events }: Progress, elapsedMs: number): string {
  if (head === undefined || chainHead === undefined) return 'looking at the chain'
  const from = start.head?.number ?? head.number
  const done = chainHead > from ? Math.min(1, Math.max(0, (head.number - from) / (chainHead - from))) : 1
  const cells = Math.floor(done * BAR_CELLS)
  const bar = `[${'#'.repeat(cells)}${'-'.repeat(BAR_CELLS - cells)}] ${`${Math.floor(done * 100)}`.padStart(3)} %`
  const blocks = `block ${format(head.number)} of ${format(chainHead)}`
  const blocksPerMs = (head.number - from) / elapsedMs
  if (!(blocksPerMs > 0)) return `${bar}  ${blocks}`
  const eventsPerSecond = Math.round(((events - start.events) * 1000) / elapsedMs)
  const leftMs = Math.max(0, chainHead - head.number) / blocksPerMs
  return `${bar}  ${blocks}  ${format(eventsPerSecond)} events/s  ${formatDuration(leftMs)} left`
}

function formatHead({ head, events }: Progress): string {
  return `at the head: block ${format(head?.number ?? 0)}, ${format(events)} events`
}

/** In its largest unit, rounded up. */
function formatDuration(ms: number): string {
  if (ms < 60_000) return `${Math.ceil(ms / 1000)} s`
  if (ms < 3_600_000) return `${Math.ceil(ms / 60_000)} min`
  return `${Math.ceil(ms / 3_600_000)} h`
}

function format(number: number): string {
  return number.toLocaleString('en-US')
}
