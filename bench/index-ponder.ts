import { join } from 'node:path'
import { findFreePort } from '../test/support/ports.ts'
import { startPostgres } from '../test/support/postgres.ts'
import { startProcess } from '../test/support/process.ts'
import type { Place } from './index.ts'
import { EVENTS, EVENTS_PER_BLOCK } from './index-chain.ts'
import { type PeerResult, readMetric, watchProgress } from './index-progress.ts'
import { npmInstall, prepare } from './peers/prepare.ts'

const ABI = join(import.meta.dirname, '..', 'test', 'engine', 'fixtures', 'transfers', 'abis', 'Token.json')

/** Blocks behind the head that Ponder takes for final on a chain that it does not know: later ones are no backfill. */
const UNFINAL_BLOCKS = 30

/** Runs Ponder, with PostgreSQL, on the chain: its backfill, or at most `maxSeconds` of it. */
export async function runPonder({ rpcUrl, signal }: Place, maxSeconds: number): Promise<PeerResult> {
  const folder = await prepare('ponder', npmInstall)
  const postgres = await startPostgres()
  const port = await findFreePort()
  const running = startProcess(
    join(folder, 'node_modules', '.bin', 'ponder'),
    ['start', '--schema', 'bench', '--port', String(port), '--hostname', '127.0.0.1', '--log-level', 'warn'],
    {
      cwd: folder,
      env: {
        ...process.env,
        PONDER_TELEMETRY_DISABLED: 'true',
        BENCH_RPC: rpcUrl,
        BENCH_DATABASE: postgres.url,
        BENCH_ABI: ABI,
      },
    },
  )
  try {
    return await watchProgress({
      readEvents: () => readMetric(`http://127.0.0.1:${port}/metrics`, 'ponder_indexing_completed_events'),
      isDone: (events) => events >= EVENTS - UNFINAL_BLOCKS * EVENTS_PER_BLOCK,
      pid: running.child.pid ?? 0,
      maxSeconds,
      signal,
    })
  } finally {
    await running.stop('SIGINT')
    await postgres.close()
  }
}
