import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { findFreePort } from './ports.ts'
import { findPostgres, startPostgres } from './postgres.ts'
import { startProcess, waitFor } from './process.ts'

/** A real graph-node that indexes a built subgraph. */
export type GraphNode = {
  /** GraphQL endpoint of the subgraph. */
  readonly url: string
  /** GraphQL endpoint that tells how far the subgraphs are; their names are `subgraph-0` and so on. */
  readonly statusUrl: string
  readonly postgresUrl: string
  query(query: string): Promise<unknown>
  /** Waits until the subgraph is indexed up to a block. Fails with graph-node's own error when the subgraph failed. */
  waitForBlock(number: number, timeoutMs: number): Promise<void>
  /** The last block indexed, or undefined before the first. */
  findIndexedBlock(): Promise<number | undefined>
  /** Of graph-node's process; PostgreSQL has its own. */
  readonly pid: number
  close(): Promise<void>
}

/** The graph-node program, or undefined where its package is not installed (it exists for 64-bit Linux only). */
export function findGraphNode(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve('@graphprotocol/gnd-linux-x64/package.json')
    return join(dirname(manifest), 'bin', 'gnd')
  } catch {
    return undefined
  }
}

/** Why a real graph-node cannot run here, or undefined where it can. */
export function whyNoGraphNode(): string | undefined {
  if (findGraphNode() === undefined) return 'the package @graphprotocol/gnd-linux-x64 is not installed'
  if (findPostgres() === undefined) return 'PostgreSQL is not installed (apt-get install postgresql)'
  return undefined
}

/**
 * Starts PostgreSQL and graph-node on a built subgraph.
 * @param options.subgraphDir folder with subgraph.yaml and its `build` folder
 * @param options.moreSubgraphDirs more of them, to run beside
 * @param options.network name of the network in the manifest
 */
export async function startGraphNode(options: {
  subgraphDir: string
  moreSubgraphDirs?: readonly string[]
  network: string
  rpcUrl: string
  /** What its IPFS gateway has, by CID. */
  files?: ReadonlyMap<string, Uint8Array>
  /** How deep a reorganisation may be; 1 by default, which indexes fastest. */
  reorgThreshold?: number
}): Promise<GraphNode> {
  const program = findGraphNode()
  if (program === undefined) throw new Error(whyNoGraphNode())
  const postgres = await startPostgres()
  // graph-node probes its IPFS server at the start; the subgraph's own files come from the build folder.
  const ipfs = createServer(({ method, url }, response) => {
    const file = options.files?.get(/^\/ipfs\/([^/?]+)$/.exec(url ?? '')?.[1] ?? '')
    if (method === 'HEAD' || file !== undefined) response.writeHead(200).end(file)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => ipfs.listen(0, '127.0.0.1', resolve))
  const ports = await Promise.all([findFreePort(), findFreePort(), findFreePort(), findFreePort()])
  const [http, admin, status, metrics] = ports
  const manifests = [options.subgraphDir, ...(options.moreSubgraphDirs ?? [])].map((dir) => join(dir, 'subgraph.yaml'))
  const running = startProcess(
    program,
    [
      ...['dev', '--manifests', manifests.join(','), '--postgres-url', postgres.url],
      ...['--ethereum-rpc', `${options.network}:archive,traces:${options.rpcUrl}`],
      ...['--ipfs', `http://127.0.0.1:${(ipfs.address() as AddressInfo).port}`],
      ...['--http-port', String(http), '--admin-port', String(admin)],
      ...['--index-node-port', String(status), '--metrics-port', String(metrics)],
    ],
    {
      cwd: options.subgraphDir,
      env: {
        ...process.env,
        RUST_BACKTRACE: '0',
        RUST_LIB_BACKTRACE: '0',
        ETHEREUM_REORG_THRESHOLD: String(options.reorgThreshold ?? 1),
        ETHEREUM_POLLING_INTERVAL: '200',
        GRAPH_LOG: 'error',
        // Else a subgraph with a non-fatal error would be given up while it is behind the chain.
        GRAPH_DISABLE_FAIL_FAST: 'true',
        // Else it refuses every fulltext search.
        GRAPH_ALLOW_NON_DETERMINISTIC_FULLTEXT_SEARCH: 'true',
      },
    },
  )
  const url = `http://127.0.0.1:${http}/subgraphs/name/subgraph-0`
  const post = async (to: string, query: string): Promise<{ data?: Record<string, unknown>; errors?: unknown }> => {
    const response = await fetch(to, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
    return (await response.json()) as { data?: Record<string, unknown>; errors?: unknown }
  }
  type Status = {
    health: string
    fatalError: { message: string } | null
    chains: { latestBlock: { number: string } | null }[]
  }
  const readStatus = async (): Promise<Status | undefined> => {
    const answer = await post(`http://127.0.0.1:${status}/graphql`, statusQuery)
    return ((answer.data?.indexingStatuses ?? []) as Status[])[0]
  }
  const statusQuery = '{ indexingStatuses { health fatalError { message handler } chains { latestBlock { number } } } }'
  return {
    url,
    statusUrl: `http://127.0.0.1:${status}/graphql`,
    postgresUrl: postgres.url,
    query: (query) => post(url, query),
    async waitForBlock(number, timeoutMs) {
      await waitFor(
        `graph-node indexing block ${number}`,
        async () => {
          const deployment = await readStatus()
          if (deployment?.fatalError) throw new Error(`the subgraph failed: ${deployment.fatalError.message}`)
          return Number(deployment?.chains[0]?.latestBlock?.number ?? -1) >= number ? true : undefined
        },
        { timeoutMs, running },
      )
    },
    async findIndexedBlock() {
      // Before it listens, and before it knows the subgraph.
      const number = (await readStatus().catch(() => undefined))?.chains[0]?.latestBlock?.number
      return number === undefined ? undefined : Number(number)
    },
    pid: running.child.pid ?? 0,
    async close() {
      await running.stop('SIGINT')
      ipfs.close()
      await postgres.close()
    },
  }
}
