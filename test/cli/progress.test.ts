import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createProgress, progressLine } from '../../cli/run/progress.ts'

function record(isTerminal: boolean) {
  let [time, text] = [0, '']
  const write = (more: string): void => {
    text += more
  }
  const progress = createProgress({ write, isTerminal, total: 100, unit: 'judgements', now: () => time })
  const at = (ms: number, done: number): void => {
    time = ms
    progress.update(done)
  }
  return { progress, at, text: () => text }
}

describe('progress', () => {
  test('tells what is done, how fast, and how long it will take', () => {
    const line = progressLine({ done: 1000, total: 4000, unit: 'judgements', elapsedMs: 2000, bar: false })
    assert.equal(line, '1,000 of 4,000 judgements, 500/s, 6 s left')
  })

  test('on a terminal redraws one line and clears it at the end', () => {
    const { progress, at, text } = record(true)
    at(150, 50)
    at(160, 60)
    progress.say('built contracts')
    progress.end()
    const bar = '[############            ] 50 of 100 judgements, 333/s, 1 s left'
    const clear = '\r\x1b[2K'
    assert.equal(text(), `${clear}${bar}${clear}built contracts\n${bar}${clear}`)
  })

  test('elsewhere writes a line every five seconds', () => {
    const { progress, at, text } = record(false)
    at(4999, 10)
    at(5000, 20)
    at(9999, 30)
    at(10_000, 40)
    progress.end()
    assert.equal(text(), '20 of 100 judgements, 4/s, 20 s left\n40 of 100 judgements, 4/s, 15 s left\n')
  })
})
