import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** What a run of a peer gives: its share of the chain, for it may be bounded. */
export type PeerResult = { readonly events: number; readonly seconds: number; readonly peakRssMb: number }

const LOOK_MS = 50
const START_LIMIT_SECONDS = 120

/**
 * Looks at how far a peer is until it is done or `maxSeconds` are over. Counted is from the first look at which it has
 * events of the chain to the last, so that neither its start nor its database's counts.
 * @param options.readEvents events it has handled; undefined while it does not answer
 * @param options.isDone whether so many are all
 * @param options.pid of the peer; its child processes count for the memory
 */
export async function watchProgress(options: {
  readEvents(): Promise<number | undefined>
  isDone(events: number): boolean
  readonly pid: number
  readonly maxSeconds: number
  readonly signal: AbortSignal
}): Promise<PeerResult> {
  const { readEvents, isDone, pid, maxSeconds, signal } = options
  const started = performance.now()
  let first: { events: number; at: number } | undefined
  for (;;) {
    await delay(LOOK_MS, undefined, { signal })
    const events = await readEvents()
    const at = performance.now()
    if (events === undefined || events === 0) {
      if (at - started < START_LIMIT_SECONDS * 1000) continue
      throw new Error(`no event within ${START_LIMIT_SECONDS} s`)
    }
    first ??= { events, at }
    const seconds = (at - first.at) / 1000
    // It stores many blocks at once: there is no rate before the second look that differs.
    if (!isDone(events) && (seconds < maxSeconds || events === first.events)) continue
    return { events: events - first.events, seconds, peakRssMb: peakRssMb(pid) }
  }
}

/** A counter of a page in the text format of Prometheus: undefined where the page or the counter is missing. */
export async function readMetric(url: string, name: string): Promise<number | undefined> {
  const page = await fetch(url).then(
    (response) => response.text(),
    () => '',
  )
  const line = page.split('\n').find((text) => text.startsWith(`${name}{`) || text.startsWith(`${name} `))
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')))
}

/** The peaks of a process and of those that it started, added up. Node's `maxRSS` is at least what the parent had. */
export function peakRssMb(pid: number): number {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = field(Number(name), /^PPid:\s+(\d+)/m)
    if (parent !== undefined) parents.set(Number(name), parent)
  }
  const family = new Set([pid])
  for (let size = 0; size !== family.size; ) {
    size = family.size
    for (const [child, parent] of parents) if (family.has(parent)) family.add(child)
  }
  return Math.round([...family].reduce((sum, one) => sum + (field(one, /^VmHWM:\s+(\d+) kB/m) ?? 0), 0) / 1024)
}

function field(pid: number, pattern: RegExp): number | undefined {
  try {
    const [, digits] = pattern.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return digits === undefined ? undefined : Number(digits)
  } catch {
    // It ended between two looks.
    return undefined
  }
}
