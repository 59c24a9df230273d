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
  query(query: string): Promise<unknown>
  /** Waits until the subgraph is indexed up to a block. Fails with graph-node's own error when the subgraph failed. */
  waitForBlock(number: number, timeoutMs: number): Promise<void>
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
 * @param options.network name of the network in the manifest
 */
export async function startGraphNode(options: {
  subgraphDir: string
  network: string
  rpcUrl: string
}): Promise<GraphNode> {
  const program = findGraphNode()
  if (program === undefined) throw new Error(whyNoGraphNode())
  const postgres = await startPostgres()
  // graph-node probes its IPFS server at the start; the files themselves come from the build folder.
  const ipfs = createServer((_request, response) => response.writeHead(200).end())
  await new Promise<void>((resolve) => ipfs.listen(0, '127.0.0.1', resolve))
  const ports = await Promise.all([findFreePort(), findFreePort(), findFreePort(), findFreePort()])
  const [http, admin, status, metrics] = ports
  const running = startProcess(
    program,
    [
      ...['dev', '--manifests', join(options.subgraphDir, 'subgraph.yaml'), '--postgres-url', postgres.url],
      ...['--ethereum-rpc', `${options.network}:${options.rpcUrl}`],
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
        ETHEREUM_REORG_THRESHOLD: '1',
        ETHEREUM_POLLING_INTERVAL: '200',
        GRAPH_LOG: 'error',
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
  const statusQuery = '{ indexingStatuses { health fatalError { message handler } chains { latestBlock { number } } } }'
  return {
    url,
    query: (query) => post(url, query),
    async waitForBlock(number, timeoutMs) {
      await waitFor(
        `graph-node indexing block ${number}`,
        async () => {
          const answer = await post(`http://127.0.0.1:${status}/graphql`, statusQuery)
          const [deployment] = (answer.data?.indexingStatuses ?? []) as {
            health: string
            fatalError: { message: string } | null
            chains: { latestBlock: { number: string } | null }[]
          }[]
          if (deployment?.fatalError) throw new Error(`the subgraph failed: ${deployment.fatalError.message}`)
          return Number(deployment?.chains[0]?.latestBlock?.number ?? -1) >= number ? true : undefined
        },
        { timeoutMs, running },
      )
    },
    async close() {
      await running.stop('SIGINT')
      ipfs.close()
      await postgres.close()
    },
  }
}
