#!/usr/bin/env node
import { contentFolder, serveSubgraphs } from './deploy/index.ts'
import { type Logger, serveEngine, startEngine } from './index.ts'
import { createProgressBar, createStatusLine, type StatusLine } from './progress.ts'
import { HELP, type Many, type One, readSettings, type Settings, UsageError } from './settings.ts'
import { runStoreCommand } from './store-commands.ts'

/** Exit codes: 0 stopped by a signal, 1 an error while running, 2 it could not start. */
const EXIT = { failedWhileRunning: 1, cannotStart: 2 }

/** What the user can act on; an error of any other kind is a bug and is shown with its stack. */
const EXPECTED = [
  'ManifestError',
  'SchemaError',
  'StoreError',
  'RpcError',
  'ArchiveError',
  'EnsNamesError',
  'WrongChainError',
  'UnsupportedImportError',
  'DeployError',
]

function createLogger(json: boolean, print: (line: string) => void): Logger {
  const write =
    (level: string) =>
    (message: string, fields: Record<string, unknown> = {}) => {
      const time = new Date().toISOString()
      const line = json
        ? JSON.stringify({ time, level, message, ...fields })
        : `${time} ${level.padEnd(5)} ${message} ${Object.keys(fields).length > 0 ? JSON.stringify(fields) : ''}`.trimEnd()
      print(line)
    }
  const debug = process.env.LABELPROOF_ENGINE_DEBUG === '1' ? write('debug') : () => {}
  return { debug, info: write('info'), warn: write('warn'), error: write('error') }
}

/** What runs until it is closed; `done` rejects on an error that it cannot go on from. */
type Process = { close(): Promise<void>; readonly done?: Promise<void> }

/** Whether the start is over. */
let isRunning = false

async function run(settings: Settings): Promise<void> {
  // Of several subgraphs, or where nobody looks on, progress is lines of the log.
  const { subject } = settings
  const isWatched = process.stderr.isTTY && !settings.json && !('data' in subject)
  const status = isWatched ? createStatusLine(process.stderr) : undefined
  const logger = createLogger(settings.json, status?.log ?? ((line) => process.stderr.write(`${line}\n`)))
  const { close, done } = await inUseExplained(() =>
    'data' in subject ? startMany(settings, subject, logger) : startOne(settings, subject, logger, status),
  )
  const stop = Promise.withResolvers<void>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      logger.info('stopping', { signal })
      stop.resolve()
    })
  }
  isRunning = true
  try {
    await Promise.race([stop.promise, ...(done === undefined ? [] : [done])])
  } finally {
    status?.end()
    // What listens would keep the process alive, also after an error.
    await close()
  }
}

async function startOne(settings: Settings, subject: One, logger: Logger, status?: StatusLine): Promise<Process> {
  const engine = await startEngine({
    ...engineOptions(settings, logger),
    ...(status && { onProgress: createProgressBar(status, () => performance.now()) }),
    buildDir: subject.build,
    storePath: subject.store,
  })
  const { host, port } = settings
  const server = await serveEngine(engine, { host, port, logger }).catch(async (error: unknown) => {
    await engine.stop()
    throw error
  })
  logger.info('serving the subgraph', { url: server.url, deployment: engine.deployment })
  const close = async () => {
    await server.close()
    await engine.stop()
  }
  return { close, done: engine.done }
}

async function startMany(settings: Settings, subject: Many, logger: Logger): Promise<Process> {
  const { data, admin, build } = subject
  const serving = await serveSubgraphs({
    folder: data,
    logger,
    queries: { host: settings.host, port: settings.port },
    admin,
    ...(build !== undefined && { build }),
    start: (deployment) =>
      startEngine({
        ...engineOptions(settings, logger),
        ipfs: [contentFolder(data), ...settings.ipfs],
        ...deployment,
      }),
    isExpected,
  })
  logger.info('serving subgraphs', { url: serving.queries.url, admin: serving.admin.url })
  return serving
}

function engineOptions(settings: Settings, logger: Logger) {
  const { rpc, logCheck, maxReorgDepth, prune, quorum, ws, archive, ipfs, ensNames, pollMs } = settings
  return {
    rpcUrl: rpc,
    logCheck,
    quorum,
    archive,
    ipfs,
    ...(ensNames !== undefined && { ensNames }),
    ...(ws !== undefined && { wsUrl: ws }),
    ...(maxReorgDepth !== undefined && { maxReorgDepth }),
    ...(prune !== undefined && { prune }),
    pollIntervalMs: pollMs,
    logger,
    onProgress: createProgressLog(logger),
  }
}

async function inUseExplained<T>(start: () => Promise<T>): Promise<T> {
  try {
    return await start()
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error && error.syscall === 'listen')) throw error
    const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number }
    const what = code === 'EADDRINUSE' ? 'is in use' : `cannot be listened on (${code})`
    throw new UsageError(`${address}:${port} ${what}: choose another --port or --host`)
  }
}

const PROGRESS_INTERVAL_MS = 2_000

function createProgressLog(logger: Logger): NonNullable<Parameters<typeof startEngine>[0]['onProgress']> {
  let logged = Number.NEGATIVE_INFINITY
  let shown = -1
  return ({ head, chainHead, events, synced }) => {
    const now = performance.now()
    if (head === undefined || head.number === shown || (!synced && now - logged < PROGRESS_INTERVAL_MS)) return
    logged = now
    shown = head.number
    logger.info('indexed', { block: head.number, chainHead, events, synced })
  }
}

function isExpected(error: unknown): boolean {
  return error instanceof Error && EXPECTED.includes(error.name)
}

try {
  const args = process.argv.slice(2)
  const command = runStoreCommand(args, process.env)
  const settings = command === undefined ? readSettings(args, process.env) : undefined
  if (command !== undefined) {
    process.stdout.write(command.output)
    process.exitCode = command.exitCode
  } else if (settings === 'help') process.stdout.write(HELP)
  else if (settings !== undefined) await run(settings)
} catch (error) {
  const known = error instanceof UsageError || error instanceof TypeError || isExpected(error)
  process.stderr.write(
    known ? `error: ${(error as Error).message}\n` : `${error instanceof Error ? error.stack : error}\n`,
  )
  process.exitCode = known && !isRunning ? EXIT.cannotStart : EXIT.failedWhileRunning
}
