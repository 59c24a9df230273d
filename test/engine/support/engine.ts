import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Engine, type EngineOptions, startEngine } from '../../../engine/index.ts'
import { buildFixture } from './build-fixture.ts'
import { installLedger } from './ledger.ts'
import { type LocalChain, startLocalChain } from './local-chain.ts'
import { collectLogs } from './loggers.ts'

/** A folder that is removed after the test. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'labelproof-engine-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** An anvil with the contract of the fixture `ledger`, stopped after the test. */
export async function ledgerChain(t: TestContext, anvilArgs: readonly string[] = []): Promise<LocalChain> {
  const chain = await startLocalChain(undefined, anvilArgs)
  t.after(() => chain.close())
  await installLedger(chain)
  return chain
}

/** An engine on the fixture `ledger`, stopped after the test. */
export async function startLedger(
  t: TestContext,
  chain: LocalChain,
  options: Partial<EngineOptions> = {},
): Promise<Engine & { readonly lines: readonly string[] }> {
  const { logger, lines } = collectLogs()
  const engine = await startEngine({
    buildDir: await buildFixture('ledger'),
    rpcUrl: chain.url,
    storePath: join(temporaryFolder(t), 'store.sqlite'),
    pollIntervalMs: 20,
    logger,
    ...options,
  })
  t.after(() => engine.stop().catch(() => {}))
  return { ...engine, lines }
}

/** The data of a query that must succeed. */
export async function queryData<T>(engine: Pick<Engine, 'query'>, query: string): Promise<T> {
  const { data, errors } = (await engine.query({ query })) as { data?: T; errors?: unknown }
  if (data === undefined || errors !== undefined) throw new Error(`the query failed: ${JSON.stringify(errors)}`)
  return data
}
