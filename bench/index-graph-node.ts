import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startGraphNode } from '../test/support/graph-node.ts'
import type { Place } from './index.ts'
import { EMPTY_BLOCKS, EVENTS_PER_BLOCK, HEAD } from './index-chain.ts'

/** What a run of graph-node gives: its share of the chain, for it may be bounded. */
export type GraphNodeResult = { readonly events: number; readonly seconds: number; readonly peakRssMb: number }

const LOOK_MS = 50

/**
 * Runs a real graph-node on the chain for at most `maxSeconds`. Counted is from the first look at which it has events of
 * the chain to the last, so that neither its start nor PostgreSQL's counts.
 */
export async function runGraphNode(place: Place, maxSeconds: number): Promise<GraphNodeResult> {
  const { rpcUrl, buildDir, signal } = place
  const node = await startGraphNode({ subgraphDir: dirname(buildDir), network: 'local', rpcUrl })
  try {
    let first: { block: number; at: number } | undefined
    for (;;) {
      await delay(LOOK_MS, undefined, { signal })
      const block = await node.findIndexedBlock()
      const at = performance.now()
      if (block === undefined || block <= EMPTY_BLOCKS) continue
      first ??= { block, at }
      const seconds = (at - first.at) / 1000
      // It stores many blocks at once: there is no rate before the second look that differs.
      if (block < HEAD && (seconds < maxSeconds || block === first.block)) continue
      return { events: (block - first.block) * EVENTS_PER_BLOCK, seconds, peakRssMb: peakRssMb(node.pid) }
    }
  } finally {
    await node.close()
  }
}

function peakRssMb(pid: number): number {
  const [, kilobytes = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kilobytes) / 1024)
}
