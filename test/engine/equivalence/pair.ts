import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEngine } from '../../../engine/index.ts'
import { startGraphNode } from '../../support/graph-node.ts'
import { buildFixture } from '../support/build-fixture.ts'
import { address, installLedger, moveTransaction } from '../support/ledger.ts'
import { startLocalChain } from '../support/local-chain.ts'
import { collectLogs } from '../support/loggers.ts'
import type { History } from './history.ts'

/** A GraphQL request over HTTP. */
export type Request = {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly operationName?: string
}

/** In place of graph-node's answer where it closed the connection instead. */
export const NO_ANSWER = 'null'

/** The engine and a real graph-node on the same subgraph and chain, both at the same head. */
export type Pair = {
  /** Both answers' bytes; the deployment's id, which differs, is `DEPLOYMENT` in both. */
  ask(request: Request): Promise<{ readonly ours: string; readonly theirs: string }>
  /** Hashes of the blocks with changes: whether graph-node knows others depends on its cache. */
  readonly hashes: readonly string[]
  close(): Promise<void>
}

/** Runs a history, a block of the chain for each of its blocks, through both, which see what is then abandoned. */
export async function startPair(sdl: string, { common, abandoned, kept }: History): Promise<Pair> {
  const folder = mkdtempSync(join(tmpdir(), 'labelproof-equivalence-'))
  const closers: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
  const close = async () => {
    for (const closer of closers.reverse()) await closer()
  }
  try {
    const buildDir = await placeBuild(folder, sdl)
    const chain = await startLocalChain()
    closers.push(() => chain.close())
    await installLedger(chain)
    const mine = async (blocks: History['common']) => {
      for (const steps of blocks) {
        const note = JSON.stringify(steps)
        const move = moveTransaction({ from: address(1), to: address(2), amount: 1n, note })
        await chain.mineTransactions(steps.length === 0 ? [] : [move])
      }
      return chain.height()
    }
    await mine(common)
    const fork = await chain.request('evm_snapshot')
    const abandonedHeight = await mine(abandoned)
    const { logger, lines } = collectLogs()
    const engine = await startEngine({
      buildDir,
      rpcUrl: chain.url,
      storePath: join(folder, 'store.sqlite'),
      pollIntervalMs: 200,
      logger,
    })
    closers.push(() => engine.stop().catch(() => {}))
    const graphNode = await startGraphNode({
      subgraphDir: folder,
      network: 'local',
      rpcUrl: chain.url,
      reorgThreshold: 2 * kept.length,
    })
    closers.push(() => graphNode.close())
    const bothReach = async (height: number) => {
      await engine.waitForBlock(height).catch((error) => {
        throw new Error(`${error}\n${lines.slice(-5).join('\n')}`)
      })
      await graphNode.waitForBlock(height, 60_000)
    }
    await bothReach(abandonedHeight)
    if (!(await chain.request<boolean>('evm_revert', [fork]))) throw new Error('anvil does not go back')
    await bothReach(await mine(kept))
    const hashes: string[] = []
    for (const [index, steps] of [...common, ...kept].entries()) {
      if (steps.length === 0) continue
      const number = `0x${(index + 1).toString(16)}`
      const block = await chain.request<{ hash: string }>('eth_getBlockByNumber', [number, false])
      hashes.push(block.hash)
    }
    const meta = '{ _meta { deployment } }'
    const ids = [await post(graphNode.url, { query: meta }), JSON.stringify(await engine.query({ query: meta }))].map(
      (text) => (JSON.parse(text) as { data: { _meta: { deployment: string } } }).data._meta.deployment,
    )
    const mask = (text: string) => ids.reduce((masked, id) => masked.replaceAll(id, 'DEPLOYMENT'), text)
    return {
      hashes,
      async ask(request) {
        const theirs = await post(graphNode.url, request)
        return { ours: mask(JSON.stringify(await engine.query(request))), theirs: mask(theirs) }
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** The fixture's build with another schema; its mapping serves any. */
async function placeBuild(folder: string, sdl: string): Promise<string> {
  const buildDir = join(folder, 'build')
  mkdirSync(buildDir)
  cpSync(await buildFixture('records'), buildDir, { recursive: true })
  writeFileSync(join(buildDir, 'schema.graphql'), sdl)
  writeFileSync(join(folder, 'subgraph.yaml'), readFileSync(join(buildDir, 'subgraph.yaml')))
  return buildDir
}

async function post(url: string, request: Request): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  }).catch((error: unknown) => {
    if (String((error as Error).cause).includes('other side closed')) return new Response(NO_ANSWER)
    throw new Error(`graph-node did not answer ${JSON.stringify(request)}`, { cause: error })
  })
  return response.text()
}
