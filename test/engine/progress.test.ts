import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createProgressBar, createStatusLine, formatBackfill } from '../../engine/progress.ts'

const at = (number: number, chainHead: number, events: number, synced = false) => ({
  head: { number, hash: '0x' },
  chainHead,
  events,
  synced,
})

test('a backfill shows blocks, events a second and the time left', () => {
  assert.equal(
    formatBackfill(at(0, 5000, 0), at(1250, 5000, 1500), 5000),
    '[######------------------]  25 %  block 1,250 of 5,000  300 events/s  15 s left',
  )
  assert.match(formatBackfill(at(4000, 5000, 0), at(4250, 5000, 0), 1), /^\[#{6}-{18}\] {2}25 % /)
  assert.match(formatBackfill(at(0, 5000, 0), at(10, 5000, 0), 5000), /0 events\/s {2}42 min left$/)
  assert.match(formatBackfill(at(0, 5000, 0), at(1, 5000, 0), 5000), /7 h left$/)
})

test('what is not known yet, or is odd, is left out: never NaN or infinity', () => {
  assert.equal(formatBackfill({ events: 0, synced: false }, { events: 0, synced: false }, 0), 'looking at the chain')
  for (const [from, to, ms] of [
    [at(7, 9, 1), at(7, 9, 1), 0],
    [at(7, 9, 1), at(5, 9, 1), 1000],
    [at(0, 0, 0), at(0, 0, 0), 1000],
    [at(0, 3, 0), at(5, 3, 0), 1000],
  ] as const) {
    assert.match(
      formatBackfill(from, to, ms),
      /^\[[#-]{24}\] +\d+ % {2}block \d+ of \d+(?: {2}\d+ events\/s {2}\d+ s left)?$/,
    )
  }
})

test('the line is drawn again in place below the log, at most ten times a second, and fits the terminal', () => {
  let output = ''
  let ms = 0
  const line = createStatusLine({ write: (text) => (output += text), columns: 20 })
  const show = createProgressBar(line, () => ms)
  const written = () => {
    const text = output.replaceAll('\r\u001b[2K', '<')
    output = ''
    return text
  }
  show(at(1, 100, 0))
  assert.equal(written(), '<[------------------')
  ms = 50
  show(at(2, 100, 0))
  assert.equal(written(), '')
  line.log('a line')
  assert.equal(written(), '<a line\n[------------------')
  show(at(100, 100, 3, true))
  assert.equal(written(), '<at the head: block ')
  line.end()
  assert.equal(written(), '\n')
})
