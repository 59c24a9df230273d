import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Deployment, openSubgraphs, type Subgraphs } from '../../../engine/deploy/subgraphs.ts'
import type { Engine } from '../../../engine/index.ts'
import { collectLogs } from '../support/loggers.ts'

/** An engine that does nothing. A manifest that contains `refused` does not start. */
function fakeEngine({ deployment, buildDir }: Deployment, onStop: () => void): Engine {
  if (readFileSync(join(buildDir, 'subgraph.yaml'), 'utf8').includes('refused')) throw new Error('refused')
  const { promise, resolve } = Promise.withResolvers<void>()
  return {
    deployment,
    network: 'local',
    query: async () => ({ data: { deployment } }),
    fetch,
    status: () => ({ synced: true, events: 3, chainHead: 7, head: { number: 5, hash: '0xaa' } }),
    stateHash: () => undefined,
    work: () => ({ blocks: 2, handlers: new Map([['handle"Moved"', { runs: 3, seconds: 0.5 }]]) }),
    waitForBlock: async () => {},
    stop: async () => {
      onStop()
      resolve()
    },
    done: promise,
  }
}

export type Opened = Subgraphs & { readonly started: string[]; readonly stopped: string[] }

/** Subgraphs in a folder whose engines do nothing, closed after the test. */
export async function openFakes(t: TestContext, folder: string): Promise<Opened> {
  const started: string[] = []
  const stopped: string[] = []
  const subgraphs = await openSubgraphs({
    folder,
    logger: collectLogs().logger,
    start: async (deployment) => {
      const engine = fakeEngine(deployment, () => stopped.push(deployment.deployment))
      started.push(deployment.deployment)
      return engine
    },
  })
  t.after(() => subgraphs.close())
  return { ...subgraphs, started, stopped }
}

/** Puts a manifest with one linked file into the content store. */
export async function publish(subgraphs: Subgraphs, text: string): Promise<string> {
  const { cid } = await subgraphs.content.put(Buffer.from(`# schema of ${text}`))
  const manifest = { description: text, schema: { file: { '/': `/ipfs/${cid}` } }, dataSources: [] }
  return (await subgraphs.content.put(Buffer.from(JSON.stringify(manifest)))).cid
}
