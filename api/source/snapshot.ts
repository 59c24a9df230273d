import DataLoader from 'dataloader'
import type { PinnedBlock } from './blocks.ts'
import type { SubgraphClient } from './client.ts'
import * as rows from './rows.ts'

/** What can be loaded by id. */
export type Loaded = {
  readonly project: rows.ProjectRow
  readonly batch: rows.BatchRow
  readonly annotator: rows.AnnotatorRow
  readonly event: rows.EventRow
  /** By batch id: its submissions, by annotator. */
  readonly panel: rows.Ref & { readonly submissions: readonly rows.SubmissionRow[] }
  /** By annotator: what it earned, by token. */
  readonly earnings: rows.Ref & { readonly earnings: readonly rows.EarningRow[] }
  /** By annotator: how it stands in its projects. */
  readonly standings: rows.Ref & { readonly standings: readonly rows.StandingRow[] }
  /** By annotator: its slashes, by id. */
  readonly slashes: rows.Ref & { readonly slashHistory: readonly rows.SlashRow[] }
  /** By label id: the disputes about it. */
  readonly cases: rows.Ref & { readonly cases: readonly rows.DisputeRow[] }
  /** By annotator: the first 1000 of its scores, by id. */
  readonly scores: rows.Ref & { readonly history: readonly rows.ScoreRow[] }
}

export type Kind = keyof Loaded

/** Rows of one block. Everything that one answer is made of is read through one snapshot, so that it cannot disagree. */
export type Snapshot = {
  readonly block: PinnedBlock
  readonly client: SubgraphClient
  /** @throws Error where there is none: to be used for references, which cannot dangle. */
  get<K extends Kind>(kind: K, id: string): Promise<Loaded[K]>
  find<K extends Kind>(kind: K, id: string): Promise<Loaded[K] | undefined>
  /** The events about a batch, in the order of the chain. */
  trail(batch: string): Promise<readonly rows.EventRow[]>
}

/** A row, and the snapshot that what it refers to is read from: what resolvers hand to one another. */
export type Node<Row> = { readonly row: Row; readonly at: Snapshot }

type Plan = {
  /** Plural of the entity, in the subgraph's query type. */
  readonly field: string
  readonly selection: string
  /** Ids of one collection: 1000 rows is graph-node's bound; fewer where a row carries children. */
  readonly chunk: number
}

// Seats are at most 7 a batch (the contract's bound); tokens, projects and slashes of an annotator at most 1000 (graph-node's).
const PLANS: Readonly<Record<Kind, Plan>> = {
  project: { field: 'projects', selection: rows.PROJECT, chunk: 1000 },
  batch: { field: 'batches', selection: rows.BATCH, chunk: 1000 },
  annotator: { field: 'annotators', selection: rows.ANNOTATOR, chunk: 1000 },
  event: { field: 'events', selection: rows.EVENT, chunk: 1000 },
  panel: {
    field: 'batches',
    selection: `id submissions(first: 100, orderBy: id) { ${rows.SUBMISSION} }`,
    chunk: 200,
  },
  earnings: {
    field: 'annotators',
    selection: `id earnings(first: 1000, orderBy: id) { ${rows.EARNING} }`,
    chunk: 200,
  },
  standings: {
    field: 'annotators',
    selection: `id standings(first: 1000, orderBy: id) { ${rows.STANDING} }`,
    chunk: 100,
  },
  slashes: {
    field: 'annotators',
    selection: `id slashHistory(first: 1000, orderBy: id) { ${rows.SLASH} }`,
    chunk: 100,
  },
  cases: {
    field: 'labels',
    selection: `id cases(first: 100, orderBy: id) { ${rows.DISPUTE} }`,
    chunk: 500,
  },
  scores: {
    field: 'annotators',
    selection: `id history(first: 1000, orderBy: id) { ${rows.SCORE} }`,
    chunk: 50,
  },
}

/** Events of one batch: about 20, and 10 for each of 7 seats on at most 3 panels; disputes are capped by the court. Below graph-node's bound of 1000 rows. */
const TRAIL = `orderBy: order, orderDirection: asc, first: 1000`

type Key = { readonly kind: Kind | 'trail'; readonly id: string }

/** Loads by id, with all loads of one turn of the event loop in one request to the subgraph, whatever their kinds. */
export function createSnapshot(client: SubgraphClient, block: PinnedBlock): Snapshot {
  const loader = new DataLoader<Key, unknown, string>((keys) => loadAll(client, block, keys), {
    cacheKeyFn: ({ kind, id }) => `${kind} ${id}`,
    maxBatchSize: 5000,
  })

  function find<K extends Kind>(kind: K, id: string): Promise<Loaded[K] | undefined> {
    return loader.load({ kind, id }) as Promise<Loaded[K] | undefined>
  }

  return {
    block,
    client,
    find,
    async get(kind, id) {
      const row = await find(kind, id)
      if (!row) throw new Error(`the subgraph has no ${kind} ${id} at block ${block.number}`)
      return row
    },
    trail: (batch) => loader.load({ kind: 'trail', id: batch }) as Promise<readonly rows.EventRow[]>,
  }
}

async function loadAll(
  client: SubgraphClient,
  block: PinnedBlock,
  keys: readonly Key[],
): Promise<readonly (unknown | undefined)[]> {
  const { document, variables } = planLoads(keys)
  const answer = await client.request<Record<string, readonly rows.Ref[]>>(document, {
    ...variables,
    block: { hash: block.hash },
  })
  const found = new Map<string, unknown>()
  for (const [alias, list] of Object.entries(answer)) {
    const kind = alias.slice(0, alias.indexOf('_')) as Key['kind']
    if (kind === 'trail') found.set(`trail ${variables[alias]}`, list)
    else for (const row of list) found.set(`${kind} ${row.id}`, row)
  }
  return keys.map(({ kind, id }) => found.get(`${kind} ${id}`))
}

/** One document for loads of several kinds: an alias `<kind>_<n>` a chunk, and a variable of the same name for its ids. */
export function planLoads(keys: readonly Key[]): { document: string; variables: Record<string, string | string[]> } {
  const variables: Record<string, string | string[]> = {}
  const parameters: string[] = []
  const fields: string[] = []
  for (const [kind, ids] of Map.groupBy(keys, (key) => key.kind)) {
    const plan = kind === 'trail' ? undefined : PLANS[kind]
    const size = plan?.chunk ?? 1
    for (let start = 0; start < ids.length; start += size) {
      const alias = `${kind}_${start / size}`
      const chunk = ids.slice(start, start + size).map(({ id }) => id)
      if (plan) {
        variables[alias] = chunk
        parameters.push(`$${alias}: [Bytes!]!`)
        fields.push(
          `${alias}: ${plan.field}(first: ${size}, where: { id_in: $${alias} }, block: $block) { ${plan.selection} }`,
        )
      } else {
        variables[alias] = chunk[0] ?? ''
        parameters.push(`$${alias}: String!`)
        fields.push(`${alias}: events(${TRAIL}, where: { batch: $${alias} }, block: $block) { ${rows.EVENT} }`)
      }
    }
  }
  const document = `query Loads($block: Block_height!, ${parameters.join(', ')}) {\n${fields.join('\n')}\n}`
  return { document, variables }
}
