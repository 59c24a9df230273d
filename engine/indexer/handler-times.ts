/** How often each handler has run, and for how long in all. */
export type HandlerTimes = {
  readonly byHandler: ReadonlyMap<string, { readonly runs: number; readonly seconds: number }>
  /** Counts one run. */
  add(handler: string, milliseconds: number): void
}

export function createHandlerTimes(): HandlerTimes {
  const byHandler = new Map<string, { runs: number; seconds: number }>()
  return {
    byHandler,
    add(handler, milliseconds) {
      let entry = byHandler.get(handler)
      if (entry === undefined) {
        entry = { runs: 0, seconds: 0 }
        byHandler.set(handler, entry)
      }
      entry.runs++
      entry.seconds += milliseconds / 1000
    },
  }
}
