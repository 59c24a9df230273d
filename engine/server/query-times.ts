type Times = { readonly deployment: string; readonly status: 'success' | 'failed'; count: number; seconds: number }

/** How many queries each deployment has answered, and in what time. */
export type QueryTimes = {
  entries(): Iterable<Readonly<Times>>
  /** Runs a query and counts it; one that rejects, or whose answer has errors, counts as failed. */
  measure(deployment: string, query: () => Promise<unknown>): Promise<unknown>
}

export function createQueryTimes(): QueryTimes {
  const times = new Map<string, Times>()
  function count(deployment: string, status: Times['status'], seconds: number): void {
    const key = `${deployment} ${status}`
    const entry = times.get(key) ?? { deployment, status, count: 0, seconds: 0 }
    entry.count++
    entry.seconds += seconds
    times.set(key, entry)
  }
  return {
    entries: () => times.values(),
    async measure(deployment, query) {
      const started = performance.now()
      let status: Times['status'] = 'failed'
      try {
        const answer = await query()
        if (typeof answer !== 'object' || answer === null || !('errors' in answer)) status = 'success'
        return answer
      } finally {
        count(deployment, status, (performance.now() - started) / 1000)
      }
    },
  }
}
