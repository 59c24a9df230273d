import { execFile } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { findFreePort } from '../test/support/ports.ts'
import { startPostgres } from '../test/support/postgres.ts'
import { startProcess } from '../test/support/process.ts'
import type { Place } from './index.ts'
import { EVENTS } from './index-chain.ts'
import { type PeerResult, readMetric, watchProgress } from './index-progress.ts'
import { npmInstall, prepare } from './peers/prepare.ts'

/** Envio generates code that pnpm installs; both stand apart from the project, which pnpm takes for its own. */
const TOOLS = ['envio@3.0.0-alpha.21', 'pnpm@10.34.9']

const pathOf = (folder: string) => [join(folder, 'tools', 'node_modules', '.bin'), process.env.PATH].join(delimiter)

/** Runs Envio HyperIndex over JSON-RPC, with PostgreSQL and without Hasura, on the chain for at most `maxSeconds`. */
export async function runEnvio({ rpcUrl, signal }: Place, maxSeconds: number): Promise<PeerResult> {
  const folder = await prepare('envio', (project) => npmInstall(join(project, 'tools'), TOOLS))
  const postgres = await startPostgres()
  const database = new URL(postgres.url)
  const port = await findFreePort()
  const env = {
    ...process.env,
    PATH: pathOf(folder),
    BENCH_RPC: rpcUrl,
    TUI_OFF: 'true',
    ENVIO_HASURA: 'false',
    ENVIO_PG_HOST: database.hostname,
    ENVIO_PG_PORT: database.port,
    ENVIO_PG_USER: database.username,
    ENVIO_PG_PASSWORD: database.password,
    ENVIO_PG_DATABASE: database.pathname.slice(1),
    // The schema `public` has PostgreSQL's extensions for graph-node in it.
    ENVIO_PG_SCHEMA: 'envio',
    ENVIO_PG_PUBLIC_SCHEMA: 'envio',
    ENVIO_INDEXER_PORT: String(port),
  }
  try {
    // What `envio start` does, with its last process as ours: the generated code has the node's URL in it.
    for (const command of [['codegen'], ['local', 'db-migrate', 'setup']])
      await promisify(execFile)('envio', command, { cwd: folder, env, signal, maxBuffer: 2 ** 26 })
    const main = join('generated', 'src', 'Index.res.mjs')
    const running = startProcess(process.execPath, ['--no-warnings', main], { cwd: folder, env })
    try {
      return await watchProgress({
        readEvents: () => readMetric(`http://127.0.0.1:${port}/metrics`, 'envio_progress_events'),
        isDone: (events) => events === EVENTS,
        pid: running.child.pid ?? 0,
        maxSeconds,
        signal,
      })
    } finally {
      await running.stop('SIGINT')
    }
  } finally {
    await postgres.close()
  }
}
