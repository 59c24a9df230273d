import { type Listening, listen } from '../server/index.ts'
import type { Logger } from '../types.ts'
import { listenAdmin } from './admin-server.ts'
import { publishBuildFolder } from './build-folder.ts'
import { openSubgraphs, type Subgraphs, type SubgraphsOptions } from './subgraphs.ts'
import { watchBuild } from './watch.ts'

export type ServeOptions = SubgraphsOptions & {
  /** Where GraphQL is served. */
  readonly queries: Place
  /** Where graph-cli deploys to. Whoever reaches it may deploy. */
  readonly admin: Place
  /** A build folder to deploy under a name at the start, and again after each build when it is watched. */
  readonly build?: { readonly folder: string; readonly name: string; readonly watch: boolean }
  /** Whether the message of an error is for the one who deploys. */
  isExpected(error: unknown): boolean
}

export type Place = { readonly host: string; readonly port: number }

/** A process's subgraphs and their servers. */
export type Serving = { readonly queries: Listening; readonly admin: Listening; close(): Promise<void> }

const WATCH_INTERVAL_MS = 300

/**
 * Serves what was deployed in the folder before, and takes new deployments.
 * @throws DeployError, the errors of `startEngine` for `build`, and those of `listen`
 */
export async function serveSubgraphs(options: ServeOptions): Promise<Serving> {
  const { logger, build } = options
  const subgraphs = await openSubgraphs(options)
  const abort = new AbortController()
  const servers: Listening[] = []
  const close = async () => {
    abort.abort()
    await watching
    await Promise.all(servers.map((server) => server.close()))
    await subgraphs.close()
  }
  let watching: Promise<void> = Promise.resolve()
  try {
    const queries = await listen(subgraphs.directory, { ...options.queries, logger })
    servers.push(queries)
    const { isExpected } = options
    const queryPort = () => queries.port
    const admin = await listenAdmin({ ...options.admin, subgraphs, logger, queryPort, isExpected })
    servers.push(admin)
    if (build !== undefined) {
      await subgraphs.create(build.name)
      await deployFolder(subgraphs, build)
      if (build.watch) watching = keepDeployed(subgraphs, build, logger, abort.signal)
    }
    return { queries, admin, close }
  } catch (error) {
    await close()
    throw error
  }
}

type Build = NonNullable<ServeOptions['build']>

async function deployFolder(subgraphs: Subgraphs, { folder, name }: Build): Promise<void> {
  await subgraphs.deploy(name, await publishBuildFolder(subgraphs.content, folder))
}

/** A build that cannot be deployed leaves the last one running. */
function keepDeployed(subgraphs: Subgraphs, build: Build, logger: Logger, signal: AbortSignal): Promise<void> {
  const onChange = async () => {
    try {
      await deployFolder(subgraphs, build)
    } catch (error) {
      logger.error('the new build was not deployed', { folder: build.folder, error: String(error) })
    }
  }
  return watchBuild(build.folder, { intervalMs: WATCH_INTERVAL_MS, signal, onChange })
}
