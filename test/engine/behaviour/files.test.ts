import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { before, describe, it, type TestContext } from 'node:test'
import { startGraphNode, whyNoGraphNode } from '../../support/graph-node.ts'
import { waitFor } from '../../support/process.ts'
import { LAST_BLOCK } from '../support/behaviour.ts'
import { ask, type Case, loadCase, mine, startChain } from '../support/behaviour-suite.ts'
import { queryData, startLedger, temporaryFolder } from '../support/engine.ts'
import type { LocalChain } from '../support/local-chain.ts'
import { counts, files } from './file-data-sources/case.ts'

type Counted = { readonly pages: readonly unknown[]; readonly sizes: readonly unknown[] }
const COUNT = '{ pages(first: 1000) { id } sizes(first: 1000) { id } }'
const isComplete = ({ pages, sizes }: Counted) => pages.length === counts.pages && sizes.length === counts.sizes

/** A folder with files by CID. */
function folderOf(t: TestContext, content: Iterable<readonly [string, Uint8Array]>): string {
  const folder = join(temporaryFolder(t), 'content')
  mkdirSync(folder)
  for (const [cid, bytes] of content) writeFileSync(join(folder, cid), bytes)
  return folder
}

describe('file data sources', () => {
  let theCase: Case
  before(async () => {
    theCase = await loadCase('file-data-sources')
  })
  const start = (t: TestContext, chain: LocalChain, ipfs: string, storePath?: string) =>
    startLedger(t, chain, { buildDir: theCase.buildDir, ipfs: [ipfs], ...(storePath !== undefined && { storePath }) })

  it('are those of a real graph-node', { skip: whyNoGraphNode() ?? false }, async (t) => {
    const chain = await startChain(t, [theCase])
    // What a handler of the chain sees at the end must not depend on what was found by then.
    await mine(chain, LAST_BLOCK, [theCase])
    const graphNode = await startGraphNode({
      subgraphDir: dirname(theCase.buildDir),
      network: 'local',
      rpcUrl: chain.url,
      files,
    })
    t.after(() => graphNode.close())
    // graph-node runs the handlers of files with the next block only.
    await waitFor(
      'graph-node to find the files',
      async () => {
        await chain.mine(1)
        const { data } = (await graphNode.query(COUNT)) as { data?: Counted }
        return data !== undefined && isComplete(data) ? true : undefined
      },
      { timeoutMs: 40_000 },
    )
    const engine = await start(t, chain, folderOf(t, files))
    await engine.waitForBlock(LAST_BLOCK)
    assert.ok(isComplete(await queryData<Counted>(engine, COUNT)))
    const theirs: unknown[] = []
    for (const query of theCase.behaviour.queries) theirs.push(await graphNode.query(query))
    assert.deepEqual(await ask(engine, theCase.behaviour), theirs)
  })
})
