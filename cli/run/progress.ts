/** Shows how far a replay is: one line redrawn on a terminal, a line every few seconds elsewhere. */
export type Progress = {
  /** So many of the total are done. */
  update(done: number): void
  /** Prints a line of its own. */
  say(line: string): void
  /** Clears the redrawn line. */
  end(): void
}

export type ProgressOptions = {
  readonly write: (text: string) => void
  readonly isTerminal: boolean
  readonly total: number
  readonly unit: string
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number
}

const TERMINAL_INTERVAL_MS = 100
const LINE_INTERVAL_MS = 5_000
const BAR_WIDTH = 24
const CLEAR_LINE = '\r\x1b[2K'

export function createProgress({ write, isTerminal, total, unit, now }: ProgressOptions): Progress {
  const started = now()
  const interval = isTerminal ? TERMINAL_INTERVAL_MS : LINE_INTERVAL_MS
  let [shownAt, shown] = [started, '']
  const draw = (line: string): void => {
    shown = line
    write(isTerminal ? `${CLEAR_LINE}${line}` : `${line}\n`)
  }
  return {
    update(done) {
      if (now() - shownAt < interval) return
      shownAt = now()
      draw(progressLine({ done, total, unit, elapsedMs: now() - started, bar: isTerminal }))
    },
    say(line) {
      write(isTerminal ? `${CLEAR_LINE}${line}\n${shown}` : `${line}\n`)
    },
    end() {
      if (isTerminal && shown) write(CLEAR_LINE)
      shown = ''
    },
  }
}

/** `[#####     ] 1,234 of 5,678 judgements, 400/s, 11 s left` */
export function progressLine(at: {
  readonly done: number
  readonly total: number
  readonly unit: string
  readonly elapsedMs: number
  readonly bar: boolean
}): string {
  const { done, total, unit, elapsedMs } = at
  const rate = elapsedMs > 0 ? (done / elapsedMs) * 1000 : 0
  const left = rate > 0 ? `${Math.ceil((total - done) / rate)} s left` : 'time left unknown'
  const filled = total > 0 ? Math.round((done / total) * BAR_WIDTH) : BAR_WIDTH
  const bar = at.bar ? `[${'#'.repeat(filled).padEnd(BAR_WIDTH)}] ` : ''
  const number = (value: number): string => Math.round(value).toLocaleString('en-US')
  return `${bar}${number(done)} of ${number(total)} ${unit}, ${number(rate)}/s, ${left}`
}
