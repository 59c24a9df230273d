import { dirname } from 'node:path'
import { startGraphNode } from '../test/support/graph-node.ts'
import type { Place } from './index.ts'
import { EMPTY_BLOCKS, EVENTS, EVENTS_PER_BLOCK } from './index-chain.ts'
import { type PeerResult, watchProgress } from './index-progress.ts'

/** Runs a real graph-node, with PostgreSQL, on the chain for at most `maxSeconds`. */
export async function runGraphNode(place: Place, maxSeconds: number): Promise<PeerResult> {
  const { rpcUrl, buildDir, signal } = place
  const node = await startGraphNode({ subgraphDir: dirname(buildDir), network: 'local', rpcUrl })
  const readEvents = async () => Math.max(0, ((await node.findIndexedBlock()) ?? 0) - EMPTY_BLOCKS) * EVENTS_PER_BLOCK
  try {
    return await watchProgress({ readEvents, isDone: (events) => events === EVENTS, pid: node.pid, maxSeconds, signal })
  } finally {
    await node.close()
  }
}
