import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { build, OUTPUT_DIRS } from '../../../scripts/build.ts'
import { type Running, startProcess, waitFor } from '../../support/process.ts'
import { counts, files } from '../behaviour/file-data-sources/case.ts'
import { LAST_BLOCK } from '../support/behaviour.ts'
import { loadCase, mine, startChain } from '../support/behaviour-suite.ts'
import { ledgerChain, temporaryFolder } from '../support/engine.ts'
import { address, moveTransaction } from '../support/ledger.ts'
import { fixtureSources, graph, sourcesOf } from './graph-cli.ts'

const MAIN = join(import.meta.dirname, '..', '..', '..', 'engine', 'main.ts')

type Node = { readonly running: Running; readonly queries: string; readonly admin: string }

async function startNode(t: TestContext, data: string, rpc: string, ...args: string[]): Promise<Node> {
  const ports = ['--port', '0', '--admin-port', '0', '--poll-ms', '20', '--json']
  const running = startProcess(process.execPath, [MAIN, '--data', data, '--rpc', rpc, ...ports, ...args])
  t.after(() => running.stop())
  const [queries, admin] = await waitFor(
    'the URLs',
    async () => /"url":"([^"]+)","admin":"([^"]+)"/.exec(running.output())?.slice(1),
    { timeoutMs: 30_000, running },
  )
  return { running, queries: queries ?? '', admin: admin ?? '' }
}

async function post<T>(url: string, body: unknown): Promise<T> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  return (await (await fetch(url, init)).json()) as T
}

async function until(node: Node, name: string, query: string, expected: unknown): Promise<void> {
  await waitFor(
    `${query} at ${name}`,
    async () => {
      const answer = await post(`${node.queries}/subgraphs/name/${name}`, { query })
      assert.deepEqual(answer, expected)
      return true
    },
    { timeoutMs: 10_000, running: node.running },
  )
}

function deploy(folder: string, node: Node, name: string) {
  return graph(folder, 'deploy', '--node', node.admin, '--ipfs', node.admin, '--version-label', 'v1', name)
}

describe('an unmodified graph-cli', () => {
  it('creates, deploys, redeploys and removes subgraphs, which outlive the process', async (t) => {
    const chain = await ledgerChain(t)
    await chain.mineTransactions([moveTransaction({ from: address(1), to: address(2), amount: 5n })])
    const data = join(temporaryFolder(t), 'data')
    const node = await startNode(t, data, chain.url)
    const folder = await fixtureSources(t, 'ledger')

    const early = await deploy(folder, node, 'lab/ledger')
    assert.equal(early.code, 1, early.output)
    assert.match(early.output, /subgraph name not found: `lab\/ledger`/)

    const created = await graph(folder, 'create', '--node', node.admin, 'lab/ledger')
    assert.match(created.output, /Created subgraph: lab\/ledger/)
    const first = await deploy(folder, node, 'lab/ledger')
    assert.equal(first.code, 0, first.output)
    assert.match(first.output, new RegExp(`Queries \\(HTTP\\): +${node.queries}/subgraphs/name/lab/ledger`))
    const [, deployment] = /Build completed: (Qm\w{44})/.exec(first.output) ?? []
    const moves = '{ moves { amount } _meta { deployment } }'
    await until(node, 'lab/ledger', moves, { data: { moves: [{ amount: '5' }], _meta: { deployment } } })
    assert.deepEqual(await post(`${node.queries}/subgraphs/name/lab/other`, { query: moves }), {
      errors: [{ message: 'deployment `lab/other` does not exist' }],
    })
    const other = { name: 'lab/other', ipfs_hash: deployment }
    for (const method of ['subgraph_create', 'subgraph_deploy'])
      await post(node.admin, { jsonrpc: '2.0', id: 1, method, params: other })
    await until(node, 'lab/other', moves, { data: { moves: [{ amount: '5' }], _meta: { deployment } } })

    const source = join(folder, 'src', 'ledger.ts')
    const changed = readFileSync(source, 'utf8').replace('move.note = note', "move.note = note + '!'")
    writeFileSync(source, changed)
    assert.equal((await deploy(folder, node, 'lab/ledger')).code, 0)
    await until(node, 'lab/ledger', '{ moves { note } }', { data: { moves: [{ note: '!' }] } })
    await until(node, 'lab/other', '{ moves { note } }', { data: { moves: [{ note: '' }] } })

    await node.running.stop()
    const again = await startNode(t, data, chain.url)
    await until(again, 'lab/ledger', '{ moves { note } }', { data: { moves: [{ note: '!' }] } })
    await until(again, 'lab/other', moves, { data: { moves: [{ amount: '5' }], _meta: { deployment } } })
    const removed = await graph(folder, 'remove', '--node', again.admin, 'lab/other')
    assert.match(removed.output, /Removed subgraph: lab\/other/)
    assert.deepEqual(await post(`${again.queries}/subgraphs/id/${deployment}`, { query: moves }), {
      errors: [{ message: `deployment \`${deployment}\` does not exist` }],
    })
  })

  it('deploys a subgraph of many data sources', async (t) => {
    await build({ targets: ['subgraph'] })
    const chain = await ledgerChain(t)
    await chain.mine(1)
    const node = await startNode(t, join(temporaryFolder(t), 'data'), chain.url)
    const folder = temporaryFolder(t)
    await graph(folder, 'create', '--node', node.admin, 'labels')
    const manifest = join(OUTPUT_DIRS.subgraph, '..', 'subgraph.yaml')
    const args = ['--version-label', 'v1', '--output-dir', join(folder, 'build'), 'labels', manifest]
    const deployed = await graph(folder, 'deploy', '--node', node.admin, '--ipfs', node.admin, ...args)
    assert.equal(deployed.code, 0, deployed.output)
    await until(node, 'labels', '{ projects { id } }', { data: { projects: [] } })
  })

  it('deploys a subgraph of files, which are looked for where the process is told', async (t) => {
    const theCase = await loadCase('file-data-sources')
    const chain = await startChain(t, [theCase])
    await mine(chain, LAST_BLOCK, [theCase])
    const content = temporaryFolder(t)
    for (const [cid, bytes] of files) writeFileSync(join(content, cid), bytes)
    const node = await startNode(t, join(temporaryFolder(t), 'data'), chain.url, '--ipfs', content)
    const folder = sourcesOf(t, theCase.buildDir)
    await graph(folder, 'create', '--node', node.admin, 'files')
    const deployed = await deploy(folder, node, 'files')
    assert.equal(deployed.code, 0, deployed.output)
    const pages = '{ pages(first: 1000) { id } }'
    const found = await waitFor(
      'the files',
      async () => {
        const { data } = await post<{ data?: { pages: unknown[] } }>(`${node.queries}/subgraphs/name/files`, {
          query: pages,
        })
        return data?.pages.length === counts.pages ? data.pages.length : undefined
      },
      { timeoutMs: 20_000, running: node.running },
    )
    assert.equal(found, counts.pages)
  })
})
