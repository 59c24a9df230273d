import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { watchHeads } from '../../../engine/chain/index.ts'
import { findFreePort } from '../../support/ports.ts'
import { installLedger } from '../support/ledger.ts'
import { startLocalChain } from '../support/local-chain.ts'
import { collectLogs } from '../support/loggers.ts'
import { chainWithMoves, expectFresh, mineMoves, startOn, until, untilAt } from './faulty/scene.ts'

/** Longer than any test takes: what is seen before was said by the WebSocket. */
const NEVER_MS = 600_000

describe('R34 new heads by WebSocket', () => {
  it('are looked at without waiting for the next poll', async (t) => {
    const chain = await chainWithMoves(t, 5)
    const options = { pollIntervalMs: NEVER_MS, wsUrl: chain.url.replace('http', 'ws') }
    const engine = await startOn(t, [chain], options)
    await untilAt(engine, chain)
    for (let round = 0; round < 3; round++) {
      await mineMoves(chain, 1, round)
      await untilAt(engine, chain)
    }
    await expectFresh(t, engine, chain)
  })
  it('drop: polling goes on, and the connection is made again', async (t) => {
    const chain = await chainWithMoves(t, 5)
    const port = await findFreePort()
    const engine = await startOn(t, [chain], { wsUrl: `ws://127.0.0.1:${port}` })
    await until('the loss', engine, () =>
      engine.lines.some((line) => line.includes('connection for new heads is lost')),
    )
    await mineMoves(chain, 3, 1)
    await untilAt(engine, chain)

    const abort = new AbortController()
    t.after(() => abort.abort())
    const { logger, lines } = collectLogs()
    const heads = watchHeads({ url: `ws://127.0.0.1:${port}`, logger, signal: abort.signal, backoffMs: 20 })
    const late = await startLocalChain(port)
    t.after(() => late.close())
    await installLedger(late)
    let seen = false
    const waiting = heads.wait(NEVER_MS).then(() => {
      seen = true
    })
    while (!seen) {
      await mineMoves(late, 1, 2)
    }
    await waiting
    assert.ok(lines.some((line) => line.includes('is lost')))
    await expectFresh(t, engine, chain)
  })
  it('are not asked of what is no WebSocket, and end with the engine', async () => {
    const { logger } = collectLogs()
    const { signal } = new AbortController()
    assert.throws(() => watchHeads({ url: 'http://127.0.0.1:1', logger, signal }), { name: 'TypeError' })
    const abort = new AbortController()
    const heads = watchHeads({ url: 'ws://127.0.0.1:1/key-of-mine', logger, signal: abort.signal })
    const waiting = heads.wait(NEVER_MS)
    abort.abort()
    await waiting
  })
})
