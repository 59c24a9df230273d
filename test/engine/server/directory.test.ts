import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { type Directory, listen, type Served } from '../../../engine/server/index.ts'
import { collectLogs } from '../support/loggers.ts'

const healthy: Served = {
  deployment: 'QmA',
  network: 'local',
  query: async ({ query }) => (query === 'bad' ? { errors: [{ message: 'bad' }] } : { data: { from: 'A' } }),
  status: () => ({ head: { number: 5, hash: '0xaa' }, chainHead: 7, synced: false, events: 3 }),
  work: () => ({ blocks: 2, handlers: new Map([['handle"Moved"', { runs: 3, seconds: 0.5 }]]) }),
}
const failure = { message: 'Mapping aborted', block: { number: 9, hash: '0xbb' }, handler: 'handleMoved' }
const failed: Served = {
  deployment: 'QmB',
  network: 'local',
  query: async () => ({ data: { from: 'B' } }),
  status: () => ({ head: { number: 8, hash: '0xcc' }, chainHead: 9, synced: false, events: 1, failure }),
}
const directory: Directory = {
  findByName: (name) => (name === 'lab/a' ? healthy : undefined),
  findById: (id) => [healthy, failed].find(({ deployment }) => deployment === id),
  all: () => [healthy, failed],
}

async function serve(t: TestContext) {
  const server = await listen(directory, { host: '127.0.0.1', port: 0, logger: collectLogs().logger })
  t.after(() => server.close())
  const post = async (path: string, query: string): Promise<unknown> =>
    (await fetch(server.url + path, { method: 'POST', body: JSON.stringify({ query }) })).json()
  return { url: server.url, post }
}

describe('several subgraphs on one server', () => {
  it('are found by name and by deployment', async (t) => {
    const { post, url } = await serve(t)
    assert.deepEqual(await post('/subgraphs/name/lab/a', '{ from }'), { data: { from: 'A' } })
    assert.deepEqual(await post('/subgraphs/id/QmB', '{ from }'), { data: { from: 'B' } })
    assert.deepEqual(await post('/subgraphs/name/nope', '{ from }'), {
      errors: [{ message: 'deployment `nope` does not exist' }],
    })
    assert.equal((await fetch(url, { method: 'POST', body: '{"query":"{a}"}' })).status, 404)
    assert.equal((await fetch(`${url}/ready`)).status, 503)
    const health = (await (await fetch(`${url}/health`)).json()) as { deployments: object }
    assert.deepEqual(Object.keys(health.deployments), ['QmA', 'QmB'])
  })

  it('tell their status as the index node of graph-node does', async (t) => {
    const { post } = await serve(t)
    const fields = `subgraph synced health nonFatalErrors { message }
      fatalError { message deterministic handler block { number hash } }
      chains { __typename network chainHeadBlock { number } latestBlock { number hash } }`
    const chain = { __typename: 'EthereumIndexingStatus', network: 'local' }
    const a = {
      subgraph: 'QmA',
      synced: false,
      health: 'healthy',
      nonFatalErrors: [],
      fatalError: null,
      chains: [{ ...chain, chainHeadBlock: { number: '7' }, latestBlock: { number: '5', hash: 'aa' } }],
    }
    const b = {
      subgraph: 'QmB',
      synced: false,
      health: 'failed',
      nonFatalErrors: [],
      fatalError: {
        message: 'Mapping aborted',
        deterministic: true,
        handler: 'handleMoved',
        block: { number: '9', hash: '0xbb' },
      },
      chains: [{ ...chain, chainHeadBlock: { number: '9' }, latestBlock: { number: '8', hash: 'cc' } }],
    }
    assert.deepEqual(await post('/graphql', `{ indexingStatuses { ${fields} } }`), {
      data: { indexingStatuses: [a, b] },
    })
    assert.deepEqual(
      await post(
        '/graphql',
        `{ indexingStatuses(subgraphs: ["QmNope"]) { subgraph }
           current: indexingStatusForCurrentVersion(subgraphName: "lab/a") { subgraph }
           unknown: indexingStatusForCurrentVersion(subgraphName: "nope") { subgraph }
           named: indexingStatusesForSubgraphName(subgraphName: "lab/a") { subgraph } }`,
      ),
      { data: { indexingStatuses: [], current: { subgraph: 'QmA' }, unknown: null, named: [{ subgraph: 'QmA' }] } },
    )
  })

  it('have metrics in the text format of Prometheus', async (t) => {
    const { post, url } = await serve(t)
    for (const query of ['{ from }', 'bad']) await post('/subgraphs/id/QmA', query)
    const response = await fetch(`${url}/metrics`)
    assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
    const text = await response.text()
    for (const line of [
      '# TYPE deployment_head gauge',
      'deployment_head{deployment="QmA",network="local"} 5',
      'deployment_lag_blocks{deployment="QmA",network="local"} 2',
      'deployment_status{deployment="QmB",network="local"} 4',
      'deployment_events_count{deployment="QmA",network="local"} 3',
      'deployment_blocks_processed_count{deployment="QmA",network="local"} 2',
      '# TYPE deployment_handler_execution_time summary',
      'deployment_handler_execution_time_sum{deployment="QmA",handler="handle\\"Moved\\""} 0.5',
      'deployment_handler_execution_time_count{deployment="QmA",handler="handle\\"Moved\\""} 3',
      'query_execution_time_count{deployment="QmA",status="success"} 1',
      'query_execution_time_count{deployment="QmA",status="failed"} 1',
    ])
      assert.ok(text.split('\n').includes(line), `${line} in\n${text}`)
    assert.ok(text.endsWith('\n'))
  })
})
