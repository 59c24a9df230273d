import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from './ports.ts'
import { startProcess, waitFor } from './process.ts'

const debianFolder = '/usr/lib/postgresql'

/** The folder of PostgreSQL's server programs, or undefined where it is not installed. */
export function findPostgres(): string | undefined {
  if (!existsSync(debianFolder)) return undefined
  return readdirSync(debianFolder)
    .sort((a, b) => Number(b) - Number(a))
    .map((release) => join(debianFolder, release, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')))
}

/** A fresh PostgreSQL server with one database as graph-node needs it (UTF8, C locale, its extensions). */
export async function startPostgres(): Promise<{ url: string; close(): Promise<void> }> {
  const bin = findPostgres()
  if (bin === undefined) throw new Error('PostgreSQL is not installed')
  const folder = mkdtempSync(join(tmpdir(), 'labelproof-postgres-'))
  chmodSync(folder, 0o777)
  const port = await findFreePort()
  // PostgreSQL refuses to run as root; Debian's package brings the user `postgres`.
  const asUser = process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'] : []
  const run = (command: string, args: string[]) => {
    const line = [...asUser, join(bin, command), ...args]
    return { program: line[0] ?? command, args: line.slice(1) }
  }
  const data = join(folder, 'data')
  const init = run('initdb', ['-D', data, '-U', 'graph', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'])
  execFileSync(init.program, init.args, { stdio: 'ignore', cwd: folder })
  const serve = run('postgres', [
    ...['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1', '-c', 'fsync=off'],
    ...['-c', 'shared_preload_libraries=pg_stat_statements'],
  ])
  const server = startProcess(serve.program, serve.args, { cwd: folder })
  const psql = (database: string, sql: string) =>
    execFileSync(join(bin, 'psql'), ['-h', '127.0.0.1', '-p', String(port), '-U', 'graph', '-d', database, '-c', sql], {
      stdio: 'ignore',
    })
  await waitFor('PostgreSQL answering', async () => psql('postgres', 'SELECT 1') ?? true, {
    timeoutMs: 30_000,
    running: server,
  })
  psql('postgres', "CREATE DATABASE graph ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
  for (const extension of ['pg_trgm', 'btree_gist', 'postgres_fdw', 'pg_stat_statements']) {
    psql('graph', `CREATE EXTENSION ${extension}`)
  }
  return {
    // graph-node insists on a password in the URL; the server trusts the loopback interface.
    url: `postgresql://graph:graph@127.0.0.1:${port}/graph`,
    async close() {
      await server.stop('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
