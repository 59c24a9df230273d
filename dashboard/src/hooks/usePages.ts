import { useCallback, useEffect, useState } from 'react'
import type { ApiError, Client } from '../api/client.ts'
import type { Query } from '../api/queries.ts'
import type { Connection } from '../api/types.ts'
import { useClient } from './useClient.ts'
import { asApiError } from './useQuery.ts'

/** How to read one connection page by page. `variables` must be the same for the same `key`. */
export type PagesOptions<Data, Variables, Node> = {
  query: Query<Data, Variables>
  key: string
  variables: (after: string | null) => Variables
  /** Null where what holds the connection does not exist. */
  connection: (data: Data) => Connection<Node> | null
  idOf: (node: Node) => string
  /** Whether these nodes are all that is asked for; else the next page is read, as long as there is one. */
  enough: (nodes: Node[]) => boolean
}

export type Pages<Node> = {
  /** Each node once, although a row that moved while paging comes twice. */
  nodes: Node[]
  hasMore: boolean
  /** The first page is on its way: there is nothing to show yet. */
  loading: boolean
  /** A further page is on its way. */
  loadingMore: boolean
  error: ApiError | undefined
  retry: () => void
}

type Progress<Node> = { key: string; nodes: Node[]; after: string | null; done: boolean; error?: ApiError }

export function usePages<Data, Variables, Node>(options: PagesOptions<Data, Variables, Node>): Pages<Node> {
  const client = useClient()
  const [progress, setProgress] = useState<Progress<Node>>(() => readCached(client, options))
  const [attempt, setAttempt] = useState(0)
  const retry = useCallback(() => {
    setProgress(({ error: _, ...rest }) => rest)
    setAttempt((count) => count + 1)
  }, [])
  const known = progress.key === options.key ? progress : readCached(client, options)
  const satisfied = known.done || options.enough(known.nodes)

  // biome-ignore lint/correctness/useExhaustiveDependencies: one run reads one page; its result starts the next.
  useEffect(() => {
    if (satisfied) return
    let current = true
    client.query(options.query, options.variables(known.after)).then(
      (data) => current && setProgress(grow(known, options, data)),
      (error) => current && setProgress({ ...known, error: asApiError(error) }),
    )
    return () => {
      current = false
    }
  }, [client, options.key, known.after, satisfied, attempt])

  const waiting = !satisfied && !known.error
  return {
    nodes: known.nodes,
    hasMore: !known.done,
    loading: waiting && known.after === null,
    loadingMore: waiting && known.after !== null,
    error: known.error,
    retry,
  }
}

function grow<Data, Variables, Node>(
  { key, nodes }: Progress<Node>,
  { connection, idOf }: PagesOptions<Data, Variables, Node>,
  data: Data,
): Progress<Node> {
  const page = connection(data)
  const seen = new Set(nodes.map(idOf))
  const fresh = page?.nodes.filter((node) => !seen.has(idOf(node))) ?? []
  const next = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
  return { key, nodes: [...nodes, ...fresh], after: next, done: next === null }
}

/** What the cache still knows of this list: so that going back shows it at once, where the visitor left it. */
function readCached<Data, Variables, Node>(
  client: Client,
  options: PagesOptions<Data, Variables, Node>,
): Progress<Node> {
  let progress: Progress<Node> = { key: options.key, nodes: [], after: null, done: false }
  while (!progress.done && !options.enough(progress.nodes)) {
    const data = client.peek(options.query, options.variables(progress.after))
    if (data === undefined) break
    progress = grow(progress, options, data)
  }
  return progress
}
