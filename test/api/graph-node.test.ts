import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { after, before, describe, test } from 'node:test'
import { type ContentFolder, createApi, type Listening, openContentFolder } from '../../api/index.ts'
import { readHead } from '../../cli/chain/blocks.ts'
import type { Rpc } from '../../cli/chain/rpc.ts'
import { play } from '../../cli/replay/play.ts'
import { type Engine, startEngine } from '../../engine/index.ts'
import { OUTPUT_DIRS } from '../../scripts/build.ts'
import { type GraphNode, startGraphNode, whyNoGraphNode } from '../support/graph-node.ts'
import { simulatedReplay, startEmptyChain } from '../support/replay-chain.ts'
import { silentLogger } from './support/logger.ts'

const ITEMS = 120

type Served = { readonly listening: Listening; readonly exported: () => Promise<string> }

async function serve(subgraph: { url: string; fetch?: typeof fetch }, content: ContentFolder): Promise<Served> {
  const api = await createApi({ subgraph, content, chainId: 31337, logger: silentLogger })
  const listening = await api.listen({ host: '127.0.0.1', port: 0 })
  return {
    listening,
    async exported() {
      const { datasets } = (await ask(listening, '{ datasets { id } }')) as { datasets: { id: string }[] }
      let text = ''
      const out = new Writable({
        write(chunk, _encoding, done) {
          text += chunk
          done()
        },
      })
      await api.exportJsonl({ dataset: datasets[0]?.id ?? '', out })
      return text
    },
  }
}

async function ask(listening: Listening, query: string, variables: Record<string, unknown> = {}): Promise<unknown> {
  const response = await fetch(`${listening.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await response.json()) as { data: unknown; errors?: unknown }
  assert.equal(errors, undefined, JSON.stringify(errors))
  return data
}

/** Each walks its list to the end in pages of 7. */
const WALKS: Readonly<Record<string, string>> = {
  labels: `labels(filter: $filter, first: 7, after: $after) { block { number hash time } nodes {
    id item class rule tier confidence tally fields { name value } dataset { title } batch { agreement manifest { state } }
    votes { annotator { address score agreement } value agrees reward revealed { transaction } paid { amount } }
    provenance { events { name logIndex args } consensus { block } settlement { time } } }
    pageInfo { hasNextPage endCursor } }`,
  annotators: `annotators(filter: $filter, orderBy: $orderBy, first: 7, after: $after) { block { number } nodes { address score scoreUpper labels agreed compared agreement earnings { token paid }
    history { score event { time } } firstSeen { name } submissionsPage(first: 3) { nodes { id labels assigned { block } } pageInfo { hasNextPage } } }
    pageInfo { hasNextPage endCursor } }`,
  events: `events(filter: { name: ["BatchTallied", "Assigned"] }, first: 7, after: $after) { nodes { id name time args dataset batch }
    pageInfo { hasNextPage endCursor } }`,
}

const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  labels: ['$filter: LabelFilter'],
  annotators: ['$filter: AnnotatorFilter', '$orderBy: AnnotatorOrder'],
}

type Ranked = {
  readonly address: string
  readonly score: number
  readonly labels: number
  readonly agreed: number
  readonly compared: number
}

const RANK_OF: Readonly<Record<string, (annotator: Ranked) => number>> = {
  SCORE: ({ score }) => score,
  LABELS: ({ labels }) => labels,
  AGREEMENT: ({ agreed, compared }) => (compared === 0 ? 0 : Math.floor((agreed * 1e6) / compared)),
}

describe('the API over a real graph-node and over the engine', { skip: whyNoGraphNode() ?? false }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'labelproof-api-graph-node-'))
  const content = openContentFolder(join(folder, 'content'))
  let chain: { rpc: Rpc; close(): Promise<void> } | undefined
  let engine: Engine | undefined
  let graphNode: GraphNode | undefined
  let overEngine: Served | undefined
  let overGraphNode: Served | undefined

  before(async () => {
    chain = await startEmptyChain()
    const rpcUrl = chain.rpc.url
    await play(simulatedReplay({ seed: 3, items: ITEMS }), {
      rpc: chain.rpc,
      store: ({ bytes }) => content.put(bytes),
    })
    const head = await readHead(chain.rpc)
    graphNode = await startGraphNode({ subgraphDir: join(OUTPUT_DIRS.subgraph, '..'), network: 'local', rpcUrl })
    engine = await startEngine({
      buildDir: OUTPUT_DIRS.subgraph,
      rpcUrl,
      storePath: join(folder, 'engine.sqlite'),
      logger: silentLogger,
    })
    await engine.waitForBlock(head.number)
    await graphNode.waitForBlock(head.number, 120_000)
    overEngine = await serve({ url: 'http://engine.test/', fetch: engine.fetch }, content)
    overGraphNode = await serve({ url: graphNode.url }, content)
  })

  after(async () => {
    await overEngine?.listening.close()
    await overGraphNode?.listening.close()
    await graphNode?.close()
    await engine?.stop()
    await chain?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const both = (): readonly [Served, Served] => {
    assert.ok(overEngine && overGraphNode)
    return [overEngine, overGraphNode]
  }

  async function walk({ listening }: Served, name: string, given: object): Promise<unknown[]> {
    const variables = ['$after: String', ...(PARAMETERS[name] ?? [])].join(', ')
    const pages: unknown[] = []
    for (let after: string | null = null; ; ) {
      const answer = await ask(listening, `query (${variables}) { ${WALKS[name]} }`, { ...given, after })
      pages.push(answer)
      const { pageInfo } =
        (answer as Record<string, { pageInfo: { hasNextPage: boolean; endCursor: string } }>)[name] ?? {}
      if (!pageInfo?.hasNextPage) return pages
      after = pageInfo.endCursor
    }
  }

  for (const [name, given] of [
    ['labels', {}],
    ['labels', { filter: { status: ['Verified', 'NoConsensus'] } }],
    ['annotators', {}],
    ['annotators', { orderBy: 'LABELS' }],
    ['annotators', { orderBy: 'AGREEMENT', filter: { minLabels: 1 } }],
    ['events', {}],
  ] as const) {
    test(`${name} ${JSON.stringify(given)}: the same answers on every page`, async () => {
      const [ours, theirs] = await Promise.all(both().map((served) => walk(served, name, given)))
      assert.ok((ours?.length ?? 0) > 1)
      assert.deepEqual(theirs, ours)
    })
  }

  test('annotators are what the filter says in the order asked for, whatever the subgraph runs on', async () => {
    const [ours] = both()
    const whole = (await ask(
      ours.listening,
      '{ annotators(first: 1000) { nodes { address score labels agreed compared } } }',
    )) as { annotators: { nodes: Ranked[] } }
    const all = whole.annotators.nodes
    const digits = all[0]?.address.slice(2) ?? ''
    const most = Math.max(...all.map(({ labels }) => labels))
    const filters = [
      { address: `0x${digits.slice(0, 1)}`, minLabels: 0 },
      { address: digits.slice(0, 4).toUpperCase(), minLabels: 1 },
      { address: digits.slice(1, 4), minLabels: 0 },
      { address: digits, minLabels: 0 },
      { address: '', minLabels: most },
      { address: '', minLabels: most + 1 },
    ]
    for (const served of both()) {
      for (const filter of filters) {
        for (const [orderBy, rankOf] of Object.entries(RANK_OF)) {
          const expected = all
            .filter(
              ({ address, labels }) =>
                labels >= filter.minLabels &&
                address.startsWith(`0x${filter.address.toLowerCase().replace(/^0x/, '')}`),
            )
            .sort((a, b) => rankOf(b) - rankOf(a) || (a.address < b.address ? 1 : -1))
          const pages = (await walk(served, 'annotators', { orderBy, filter })) as { annotators: { nodes: Ranked[] } }[]
          const found = pages.flatMap(({ annotators }) => annotators.nodes)
          assert.deepEqual(
            found.map(({ address }) => address),
            expected.map(({ address }) => address),
            `${orderBy} ${JSON.stringify(filter)}`,
          )
        }
      }
    }
  })

  test('labels by annotator, and single objects at an earlier block: the same answers', async () => {
    const [ours] = both()
    const { annotators, events } = (await ask(
      ours.listening,
      '{ annotators(first: 1) { nodes { address } } events(first: 1, filter: { name: ["BatchSettled"] }) { nodes { block } } }',
    )) as { annotators: { nodes: { address: string }[] }; events: { nodes: { block: number }[] } }
    const address = annotators.nodes[0]?.address
    const settled = events.nodes[0]?.block ?? 0
    const query = `query ($address: String!, $filter: LabelFilter, $block: BlockInput) {
      annotator(address: $address) { score history { score } earnings { accrued } }
      labels(filter: $filter, first: 40, block: $block) { block { number hash time } nodes { id value } pageInfo { hasNextPage } }
      status { block { hash } hasIndexingErrors labels verified noConsensus annotators submissions } }`
    for (const block of [null, { number: settled - 1 }, { number: settled }]) {
      const variables = { address, filter: { annotator: address }, block }
      const [first, second] = await Promise.all(both().map(({ listening }) => ask(listening, query, variables)))
      assert.deepEqual(second, first)
    }
  })

  test('a block that is unknown or not there yet: the same codes', async () => {
    const post = async ({ listening }: Served, block: object) => {
      const response = await fetch(`${listening.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          query: 'query ($block: BlockInput) { labels(block: $block) { nodes { id } } }',
          variables: { block },
        }),
      })
      const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] }
      return errors[0]?.extensions.code
    }
    for (const served of both()) {
      assert.equal(await post(served, { hash: `0x${'ab'.repeat(32)}` }), 'BLOCK_ORPHANED')
      assert.equal(await post(served, { number: 1_000_000 }), 'BLOCK_NOT_INDEXED')
    }
  })

  test('exports: the same bytes', async () => {
    const [ours, theirs] = await Promise.all(both().map((served) => served.exported()))
    assert.ok((ours ?? '').split('\n').length > ITEMS / 2)
    assert.equal(theirs, ours)
  })
})
