import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Api, type ContentFolder, createApi, openContentFolder } from '../../../api/index.ts'
import type { Logger } from '../../../api/logger.ts'
import {
  type Answers,
  blockAt,
  createBlock,
  guidelineOf,
  manifestOf,
  setAnnotator,
  setBatch,
  setProject,
} from './entities.ts'
import { silentLogger } from './logger.ts'
import { openTestSubgraph, type TestSubgraph } from './subgraph.ts'

export const CLASSES = ['cat', 'dog', 'bird']
export const GUIDELINE = guidelineOf('Animals', CLASSES)

export type GraphQlAnswer = {
  readonly data?: Record<string, never> | null
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions: { readonly code: string; readonly requestId: string }
  }[]
}

/** An API over a store of its own, listening. Everything ends with the test. */
export type World = {
  readonly subgraph: TestSubgraph
  readonly content: ContentFolder
  readonly contentDir: string
  readonly api: Api
  readonly url: string
  /** Bodies of the requests to the subgraph so far. */
  readonly requests: readonly string[]
  /** Posts a query and gives back the answer's JSON, typed by whoever asks. */
  ask<T>(query: string, variables?: Record<string, unknown>): Promise<T>
  /** The answer with its errors. */
  post(query: string, variables?: Record<string, unknown>): Promise<GraphQlAnswer>
}

export async function openWorld(
  t: TestContext,
  options: { readonly logger?: Logger; readonly dashboardDir?: string; readonly fetch?: typeof fetch } = {},
): Promise<World> {
  const dir = await mkdtemp(join(tmpdir(), 'labelproof-api-'))
  const subgraph = openTestSubgraph(join(dir, 'store.sqlite'))
  const contentDir = join(dir, 'content')
  const content = openContentFolder(contentDir)
  const requests: string[] = []
  const inner = options.fetch ?? subgraph.fetch
  const api = await createApi({
    subgraph: {
      url: 'http://subgraph.test/',
      fetch: (input, init) => {
        requests.push(String(init?.body))
        return inner(input, init)
      },
    },
    content,
    chainId: 31337,
    logger: options.logger ?? silentLogger,
    ...(options.dashboardDir !== undefined && { dashboardDir: options.dashboardDir }),
  })
  const listening = await api.listen({ host: '127.0.0.1', port: 0 })
  t.after(async () => {
    await listening.close()
    subgraph.close()
    await rm(dir, { recursive: true })
  })

  async function post(query: string, variables: Record<string, unknown> = {}): Promise<GraphQlAnswer> {
    const response = await fetch(`${listening.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    return (await response.json()) as GraphQlAnswer
  }

  return {
    subgraph,
    content,
    contentDir,
    api,
    url: listening.url,
    requests,
    post,
    async ask<T>(query: string, variables: Record<string, unknown> = {}) {
      const answer = await post(query, variables)
      if (answer.errors) throw new Error(JSON.stringify(answer.errors))
      return answer.data as T
    },
  }
}

/** Project `animals` of three classes, annotators ann, ben and cat; at block 1. */
export async function seedProject(world: World): Promise<string> {
  const at = createBlock(blockAt(1))
  const project = setProject(at, 'animals', { classes: CLASSES.length, guideline: GUIDELINE })
  setAnnotator(at, 'ann', { score: 900_000, labels: 30, agreed: 20, compared: 25, agreement: 800_000 })
  setAnnotator(at, 'ben', { score: 700_000, labels: 40, agreed: 10, compared: 20, agreement: 500_000 })
  setAnnotator(at, 'cat', { score: 700_000, labels: 10, agreed: 30, compared: 0 })
  await world.content.put(GUIDELINE)
  world.subgraph.store.transact([at.result()])
  return project
}

/** A settled batch on which all agree: class `index % 3`, in a block of its own. */
export async function seedSettledBatch(
  world: World,
  options: { number: number; project: string; items: number; block: number; fork?: string },
): Promise<string> {
  const { number, project, items } = options
  const at = createBlock(blockAt(options.block, options.fork))
  const answers = Array.from({ length: items }, (_, i) => i % CLASSES.length)
  const manifest = manifestOf(`batch${number}`, items)
  await world.content.put(manifest)
  const id = setBatch(at, {
    number,
    project,
    classes: CLASSES.length,
    manifest,
    items,
    state: 'Settled',
    answers: { ann: answers, ben: answers, cat: answers },
    guideline: GUIDELINE,
  })
  world.subgraph.store.transact([at.result()])
  return id
}

/** A batch in any state, in a block of its own. */
export async function seedBatch(
  world: World,
  options: {
    number: number
    project: string
    block: number
    state: 'Committing' | 'Tallied' | 'Settled' | 'Void'
    answers: Readonly<Record<string, Answers>>
    items: number
  },
): Promise<string> {
  const at = createBlock(blockAt(options.block))
  const manifest = manifestOf(`batch${options.number}`, options.items)
  await world.content.put(manifest)
  const id = setBatch(at, { ...options, classes: CLASSES.length, manifest, guideline: GUIDELINE })
  world.subgraph.store.transact([at.result()])
  return id
}
