/** Those who wait for the store to reach a block. */
export type HeadWaiters = {
  wait(number: number, signal?: AbortSignal): Promise<void>
  /** Wakes whoever waits for `head` or below; with a failure, everyone else gets it as an error. */
  update(head: number | undefined, failure: string | undefined): void
  /** Nothing comes any more. */
  close(): void
}

type Waiter = { readonly number: number; resolve(): void; reject(error: Error): void }

export function createHeadWaiters(): HeadWaiters {
  const waiters = new Set<Waiter>()
  let head = -1
  let obstacle: string | undefined

  function settle(): void {
    for (const waiter of waiters) {
      if (waiter.number <= head) waiter.resolve()
      else if (obstacle !== undefined) waiter.reject(new Error(`block ${waiter.number} will not come: ${obstacle}`))
      else continue
      waiters.delete(waiter)
    }
  }

  return {
    async wait(number, signal) {
      signal?.throwIfAborted()
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const waiter = { number, resolve, reject }
      waiters.add(waiter)
      const onAbort = () => {
        waiters.delete(waiter)
        reject(signal?.reason)
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      settle()
      await promise.finally(() => signal?.removeEventListener('abort', onAbort))
    },
    update(newHead, failure) {
      head = newHead ?? -1
      obstacle = failure === undefined ? undefined : `the subgraph failed: ${failure}`
      settle()
    },
    close() {
      obstacle = 'the engine stopped'
      settle()
    },
  }
}
