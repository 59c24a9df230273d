import assert from 'node:assert/strict'
import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { serveSubgraphs } from '../../../engine/deploy/index.ts'
import { startEngine } from '../../../engine/index.ts'
import { waitFor } from '../../support/process.ts'
import { buildFixture } from '../support/build-fixture.ts'
import { ledgerChain, temporaryFolder } from '../support/engine.ts'
import { collectLogs } from '../support/loggers.ts'

it('a watched build folder is deployed again after each build', async (t) => {
  const chain = await ledgerChain(t)
  await chain.mine(1)
  const folder = temporaryFolder(t)
  const build = join(folder, 'build')
  cpSync(await buildFixture('ledger'), build, { recursive: true })
  const { logger, lines } = collectLogs()
  const serving = await serveSubgraphs({
    folder: join(folder, 'data'),
    logger,
    queries: { host: '127.0.0.1', port: 0 },
    admin: { host: '127.0.0.1', port: 0 },
    build: { folder: build, name: 'mine', watch: true },
    start: (deployment) => startEngine({ ...deployment, rpcUrl: chain.url, pollIntervalMs: 20, logger }),
    isExpected: () => true,
  })
  t.after(() => serving.close())
  const deployment = async () => {
    const body = JSON.stringify({ query: '{ _meta { deployment } }' })
    const response = await fetch(`${serving.queries.url}/subgraphs/name/mine`, { method: 'POST', body })
    return ((await response.json()) as { data?: { _meta: { deployment: string } } }).data?._meta.deployment
  }
  const until = <T>(what: string, probe: () => Promise<T | undefined>) => waitFor(what, probe, { timeoutMs: 15_000 })
  const first = await until('the first deployment', deployment)

  rmSync(join(build, 'subgraph.yaml'))
  writeFileSync(join(build, 'subgraph.yaml'), 'nonsense: 1')
  await until('the refusal', async () => lines.find((line) => line.includes('was not deployed')))
  assert.equal(await deployment(), first)

  cpSync(await buildFixture('host'), build, { recursive: true })
  const second = await until('the second deployment', async () => {
    const now = await deployment()
    return now === first ? undefined : now
  })
  assert.match(second, /^Qm/)
})
