import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine } from '../engine-types.ts'
import { isCid } from '../ipfs/index.ts'
import type { Directory, Served } from '../server/index.ts'
import { lockStore } from '../store/lock.ts'
import type { Logger } from '../types.ts'
import { writeBuildFolder } from './build-folder.ts'
import { type ContentStore, openContentStore } from './content.ts'
import { DeployError } from './errors.ts'
import { isSubgraphName, type Names, openNames } from './names.ts'

/** What an engine for one deployment is started with. */
export type Deployment = { readonly deployment: string; readonly buildDir: string; readonly storePath: string }

/** Named subgraphs in one process. Changes are made one after the other, and outlive the process. */
export type Subgraphs = {
  readonly content: ContentStore
  readonly directory: Directory
  /** Registers a name; once more changes nothing. */
  create(name: string): Promise<void>
  /**
   * Starts the subgraph whose manifest has the CID, unless it runs, and lets the name stand for it from now on. The
   * name's last deployment is stopped and deleted when no other name stands for it.
   * @throws DeployError where the name or the content is unknown, and the errors of `startEngine`: the name then stands
   * for what it did
   */
  deploy(name: string, cid: string): Promise<void>
  /** Forgets a name, and its deployment when no other name stands for it. An unknown name changes nothing. */
  remove(name: string): Promise<void>
  close(): Promise<void>
}

export type SubgraphsOptions = {
  /** Folder for everything: the names, the content, a folder for each deployment. */
  readonly folder: string
  readonly logger: Logger
  start(deployment: Deployment): Promise<Engine>
}

type Running = { readonly served: Served; stop(): Promise<void> }

/**
 * Opens the folder and starts what was deployed in it. A deployment that does not start is served as failed.
 * @throws DeployError, StoreError where another process has the folder; RpcError where the node does not answer
 */
export async function openSubgraphs({ folder, logger, start }: SubgraphsOptions): Promise<Subgraphs> {
  await mkdir(folder, { recursive: true })
  const lock = lockStore(join(folder, 'subgraphs'))
  const running = new Map<string, Running>()
  const deployments = join(folder, 'deployments')

  async function startDeployment(deployment: string): Promise<void> {
    const place = join(deployments, deployment)
    const engine = await start({
      deployment,
      buildDir: join(place, 'build'),
      storePath: join(place, 'store.sqlite'),
    })
    running.set(deployment, { served: engine, stop: () => engine.stop() })
    engine.done.catch((error: unknown) => {
      logger.error('a deployment stopped', { deployment, error: String(error) })
      if (running.has(deployment)) running.set(deployment, stopped(deployment, engine.network, error))
    })
  }

  async function release(deployment: string | null | undefined, names: Names): Promise<void> {
    if (deployment === null || deployment === undefined) return
    if ([...names.entries().values()].includes(deployment)) return
    const entry = running.get(deployment)
    running.delete(deployment)
    await entry?.stop()
    await rm(join(deployments, deployment), { recursive: true, force: true })
    logger.info('removed a deployment', { deployment })
  }

  async function resume(names: Names): Promise<void> {
    const wanted = new Set([...names.entries().values()].filter((deployment) => deployment !== null))
    // What a crash has left of a deployment that no name stands for.
    for (const found of await readdir(deployments).catch(() => []))
      if (!wanted.has(found)) await rm(join(deployments, found), { recursive: true })
    for (const deployment of wanted) {
      try {
        await startDeployment(deployment)
      } catch (error) {
        if (error instanceof Error && error.name === 'RpcError') throw error
        logger.error('a deployment does not start', { deployment, error: String(error) })
        running.set(deployment, stopped(deployment, 'unknown', error))
      }
    }
  }

  let closed = false
  const stopAll = async () => {
    if (closed) return
    closed = true
    await Promise.allSettled([...running.values()].map((entry) => entry.stop()))
    lock.release()
  }

  try {
    const content = await openContentStore(contentFolder(folder))
    const names = await openNames(join(folder, 'subgraphs.json'))
    await resume(names)
    const inTurn = createQueue()
    const find = (deployment: string | null | undefined) => running.get(deployment ?? '')?.served
    return {
      content,
      directory: {
        findByName: (name) => find(names.entries().get(name)),
        findById: find,
        all: () => [...running.values()].map(({ served }) => served),
      },
      create: (name) =>
        inTurn(async () => {
          if (!isSubgraphName(name)) throw new DeployError(`\`${name}\` is no valid subgraph name`)
          if (!names.entries().has(name)) await names.set(name, null)
        }),
      deploy: (name, cid) =>
        inTurn(async () => {
          const before = names.entries().get(name)
          if (before === undefined) throw new DeployError(`subgraph name not found: \`${name}\`: create it first`)
          if (!isCid(cid)) throw new DeployError(`\`${cid}\` is no IPFS hash of version 0 (Qm...)`)
          if (!running.has(cid)) {
            try {
              await writeBuildFolder(content, cid, join(deployments, cid, 'build'))
              await startDeployment(cid)
            } catch (error) {
              await rm(join(deployments, cid), { recursive: true, force: true })
              throw error
            }
          }
          if (before === cid) return
          await names.set(name, cid)
          logger.info('deployed a subgraph', { name, deployment: cid })
          await release(before, names)
        }),
      remove: (name) =>
        inTurn(async () => {
          const before = names.entries().get(name)
          if (before === undefined) return
          await names.remove(name)
          await release(before, names)
        }),
      close: () => inTurn(stopAll),
    }
  } catch (error) {
    await stopAll()
    throw error
  }
}

/** Where uploaded files are kept, each named by its CID. */
export function contentFolder(folder: string): string {
  return join(folder, 'content')
}

/** A deployment that cannot run: its status tells why. */
function stopped(deployment: string, network: string, error: unknown): Running {
  const message = error instanceof Error ? error.message : String(error)
  const failure = { message, block: { number: 0, hash: '' } }
  return {
    served: {
      deployment,
      network,
      query: async () => ({ errors: [{ message: `deployment \`${deployment}\` is stopped: ${message}` }] }),
      status: () => ({ failure, synced: false, events: 0 }),
    },
    stop: async () => {},
  }
}

/** Runs tasks one after the other. */
function createQueue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const result = last.then(task)
    last = result.catch(() => {})
    return result
  }
}
