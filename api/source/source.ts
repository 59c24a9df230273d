import { ApiError, ErrorCode } from '../errors.ts'
import {
  type BlockInput,
  type PinnedBlock,
  parseBlockInput,
  readBlockByHash,
  readBlockByNumber,
  readHead,
  type SubgraphHead,
} from './blocks.ts'
import type { SubgraphClient } from './client.ts'
import { createSnapshot, type Snapshot } from './snapshot.ts'

/** The subgraph as one request of a client sees it: its newest block is asked for once. Not to be shared by requests. */
export type Source = {
  readonly client: SubgraphClient
  head(): Promise<SubgraphHead>
  /** At the newest block, or at the one asked for. */
  snapshot(block?: BlockInput | null): Promise<Snapshot>
  /** At a block known to be on the chain, or to be found out with the first row. */
  at(block: PinnedBlock): Snapshot
}

/** Requests to the subgraph for one request of a client: a page takes 1 to 5. */
const MAX_REQUESTS = 250

export function createSource(unlimited: SubgraphClient): Source {
  const client = limitRequests(unlimited, MAX_REQUESTS)
  const snapshots = new Map<string, Snapshot>()
  let head: Promise<SubgraphHead> | undefined

  const source: Source = {
    client,
    head: () => (head ??= readHead(client)),
    async snapshot(block) {
      if (block == null) return source.at((await source.head()).block)
      const wanted = parseBlockInput(block)
      return source.at(
        'hash' in wanted ? await readBlockByHash(client, wanted.hash) : await readBlockByNumber(client, wanted.number),
      )
    },
    at(block) {
      const known = snapshots.get(block.hash) ?? createSnapshot(client, block)
      snapshots.set(block.hash, known)
      return known
    },
  }
  return source
}

/** What no bound on the query's text can see: a list of lists, each of which is a request of its own. */
function limitRequests(client: SubgraphClient, most: number): SubgraphClient {
  let requests = 0
  return {
    async request(document, variables, signal) {
      requests += 1
      if (requests > most) {
        throw new ApiError(
          ErrorCode.QueryTooLarge,
          `The query needs more than ${most} requests to the subgraph: ask for less`,
        )
      }
      return client.request(document, variables, signal)
    },
  }
}
