import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '../types.ts'
import { parseEndpoint } from './endpoint.ts'

/** Says when the chain has a new head, as far as it knows: whoever listens looks now and then without it, too. */
export type Heads = {
  /** Resolves at a new head since the last call, or after a time. */
  wait(ms: number): Promise<void>
}

export type HeadsOptions = {
  /** Of a node's WebSocket: `ws://` or `wss://`. */
  readonly url: string
  readonly logger: Logger
  /** Ends the connection, and waiting. */
  readonly signal: AbortSignal
  /** Of the first wait before a lost connection is made again; doubled up to a minute. */
  readonly backoffMs?: number
}

const MAX_BACKOFF_MS = 60_000
const SUBSCRIBE = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_subscribe', params: ['newHeads'] })

/**
 * Subscribes to a node's new heads (`eth_subscribe`). They are hints alone: nothing of them is indexed, so that a
 * connection that is lost, silent or lies costs time, never a block.
 * @throws TypeError when the URL is no ws(s) URL
 */
export function watchHeads({ url, logger, signal, backoffMs = 1_000 }: HeadsOptions): Heads {
  if (!/^wss?:/i.test(url)) throw new TypeError('the WebSocket endpoint must be a ws:// or wss:// URL')
  const shown = parseEndpoint(url.replace(/^ws/i, 'http')).shown.replace(/^http/, 'ws')
  let isNew = false
  let wake = () => {}
  let waitMs = backoffMs

  function connect(): void {
    const socket = new WebSocket(url)
    const close = () => socket.close()
    signal.addEventListener('abort', close, { once: true })
    socket.addEventListener('open', () => socket.send(SUBSCRIBE))
    socket.addEventListener('message', ({ data }) => {
      waitMs = backoffMs
      // The answer to the subscription is a hint, too: a head may have come before it.
      if (String(data).includes('"error"')) return logger.warn('the node does not tell new heads', { node: shown })
      isNew = true
      wake()
    })
    socket.addEventListener('close', () => {
      signal.removeEventListener('abort', close)
      if (signal.aborted) return
      logger.warn('the connection for new heads is lost, looking for them meanwhile', { node: shown, waitMs })
      delay(waitMs, undefined, { signal }).then(connect, () => {})
      waitMs = Math.min(waitMs * 2, MAX_BACKOFF_MS)
    })
    // What failed is closed as well.
    socket.addEventListener('error', () => {})
  }
  connect()

  return {
    async wait(ms) {
      const over = new AbortController()
      const hint = new Promise<void>((resolve) => {
        wake = resolve
      })
      const ends = AbortSignal.any([signal, over.signal])
      if (!isNew) await Promise.race([hint, delay(ms, undefined, { signal: ends }).catch(() => {})])
      over.abort()
      isNew = false
    },
  }
}
