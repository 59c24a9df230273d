import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { before, describe, it, type TestContext } from 'node:test'
import { identifyFile } from '../../../engine/ipfs/index.ts'
import { startGraphNode, whyNoGraphNode } from '../../support/graph-node.ts'
import { waitFor } from '../../support/process.ts'
import { LAST_BLOCK } from '../support/behaviour.ts'
import { ask, type Case, loadCase, mine, startChain } from '../support/behaviour-suite.ts'
import { queryData, startLedger, temporaryFolder } from '../support/engine.ts'
import type { LocalChain } from '../support/local-chain.ts'
import { counts, files, looks, refused } from './file-data-sources/case.ts'

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
    await mine(chain, LAST_BLOCK, [theCase])
    const graphNode = await startGraphNode({
      subgraphDir: dirname(theCase.buildDir),
      network: 'local',
      rpcUrl: chain.url,
      files,
    })
    t.after(() => graphNode.close())
    const found = async () => {
      // graph-node runs the handlers of files with the next block only.
      await chain.mine(1)
      const { data } = (await graphNode.query(COUNT)) as { data?: Counted }
      return data !== undefined && isComplete(data) ? true : undefined
    }
    await waitFor('graph-node to find the files', found, { timeoutMs: 45_000 })
    await chain.mineTransactions(looks)
    const height = await chain.height()
    await graphNode.waitForBlock(height, 20_000)
    const engine = await start(t, chain, folderOf(t, files))
    await engine.waitForBlock(height)
    const theirs: unknown[] = []
    for (const query of theCase.behaviour.queries) theirs.push(await graphNode.query(query))
    assert.deepEqual(await ask(engine, theCase.behaviour), theirs)
  })

  it('run in the block that makes them where a folder has the content, later where it gets it later', async (t) => {
    const chain = await startChain(t, [theCase])
    await mine(chain, LAST_BLOCK, [theCase])
    const [late, ...early] = [...files]
    assert.ok(late !== undefined)
    const folder = folderOf(t, early)
    writeFileSync(join(folder, late[0]), 'other bytes')
    const storePath = join(temporaryFolder(t), 'store.sqlite')
    const engine = await start(t, chain, folder, storePath)
    await engine.waitForBlock(LAST_BLOCK)
    const incomplete = await queryData<Counted>(engine, COUNT)
    assert.equal(incomplete.pages.length, counts.pages - 1)
    const at5 = '{ sizes(block: { number: 5 }) { id } }'
    assert.equal((await queryData<Counted>(engine, at5)).sizes.length, counts.sizes)
    assert.ok(
      engine.lines.some((line) => line.includes('is not of this CID')),
      'the wrong bytes were refused',
    )
    await engine.stop()

    writeFileSync(join(folder, late[0]), late[1])
    const again = await start(t, chain, folder, storePath)
    await chain.mine(1)
    await again.waitForBlock(LAST_BLOCK + 1)
    assert.ok(isComplete(await queryData<Counted>(again, COUNT)))
    const before = `{ pages(first: 1000, block: { number: ${LAST_BLOCK} }) { id } }`
    assert.equal((await queryData<Counted>(again, before)).pages.length, counts.pages - 1)
  })

  it('are taken back with the block in which they ran, and run again', async (t) => {
    const chain = await startChain(t, [theCase])
    await mine(chain, 3, [theCase])
    const snapshot = await chain.request('evm_snapshot')
    await mine(chain, LAST_BLOCK, [theCase])
    const engine = await start(t, chain, folderOf(t, files))
    await engine.waitForBlock(LAST_BLOCK)
    assert.ok(isComplete(await queryData<Counted>(engine, COUNT)))
    await chain.request('evm_revert', [snapshot])
    await chain.mine(LAST_BLOCK)
    await engine.waitForBlock(3 + LAST_BLOCK)
    assert.equal((await queryData<Counted>(engine, COUNT)).pages.length, 5)
    assert.equal((await queryData<Counted>(engine, COUNT)).sizes.length, 1)
  })

  it('run again where only the block in which they ran is replaced', async (t) => {
    const chain = await startChain(t, [theCase])
    await mine(chain, LAST_BLOCK, [theCase])
    const folder = folderOf(t, [])
    const engine = await start(t, chain, folder)
    await engine.waitForBlock(LAST_BLOCK)
    const snapshot = await chain.request('evm_snapshot')
    for (const [cid, bytes] of files) writeFileSync(join(folder, cid), bytes)
    const found = async () => {
      await chain.mine(1)
      return isComplete(await queryData<Counted>(engine, COUNT)) ? true : undefined
    }
    await waitFor('the files', found, { timeoutMs: 20_000 })
    const height = await chain.height()
    await chain.request('evm_revert', [snapshot])
    await chain.request('evm_increaseTime', [100])
    await chain.mine(height)
    await engine.waitForBlock(height + 1)
    assert.ok(isComplete(await queryData<Counted>(engine, COUNT)))
  })

  it('come from a gateway too, by blocks or whole', async (t) => {
    const chain = await startChain(t, [theCase])
    await mine(chain, LAST_BLOCK, [theCase])
    const asked: string[] = []
    const gateway = createServer(({ url = '' }, response) => {
      asked.push(url)
      const bytes = files.get(/^\/ipfs\/([^?]+)\?format=raw$/.exec(url)?.[1] ?? '')
      response.writeHead(bytes === undefined ? 404 : 200).end(bytes)
    })
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve))
    t.after(() => gateway.close())
    const engine = await start(t, chain, `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`)
    await waitFor(
      'the engine to find the files',
      async () => {
        await chain.mine(1)
        return isComplete(await queryData<Counted>(engine, COUNT)) ? true : undefined
      },
      { timeoutMs: 20_000 },
    )
    assert.equal(asked.length, files.size, 'each is asked for once')
  })

  for (const { what, content, blocks, says } of refused) {
    it(`stop the subgraph where they ${what}`, async (t) => {
      const bytes = Buffer.from(content)
      const { cid } = identifyFile(bytes)
      const chain = await startChain(t, [theCase])
      await mine(chain, 3, [{ ...theCase, behaviour: { ...theCase.behaviour, blocks: blocks(cid) } }])
      const engine = await start(t, chain, folderOf(t, [[cid, bytes]]))
      await assert.rejects(engine.waitForBlock(3), says)
      assert.equal(engine.status().failure?.block.number, 2)
    })
  }

  it('need a place', async (t) => {
    const chain = await startChain(t, [theCase])
    await assert.rejects(startLedger(t, chain, { buildDir: theCase.buildDir }), /Text reads files of IPFS.*--ipfs/)
  })
})
