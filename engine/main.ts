#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { type Engine, type Listening, type Logger, serveEngine, startEngine } from './index.ts'

const HELP = `Runs a subgraph that graph-cli built, without graph-node.

  node engine/main.ts --build DIR --rpc URL --store FILE [options]

  --build DIR     output folder of \`graph build\`         LABELPROOF_ENGINE_BUILD
  --rpc URL       JSON-RPC endpoint of the chain's node  LABELPROOF_ENGINE_RPC
  --store FILE    SQLite file; resumed if it exists      LABELPROOF_ENGINE_STORE
  --port N        of the GraphQL server, 0 = any (8000)  LABELPROOF_ENGINE_PORT
  --host H        to listen on (127.0.0.1)               LABELPROOF_ENGINE_HOST
  --poll-ms N     between looks at the head (1000)       LABELPROOF_ENGINE_POLL_MS
  --json          log lines as JSON                      LABELPROOF_ENGINE_JSON=1
  --help
`

type Settings = {
  readonly build: string
  readonly rpc: string
  readonly store: string
  readonly port: number
  readonly host: string
  readonly pollMs: number
  readonly json: boolean
}

/** Exit codes: 0 stopped by a signal, 1 an error while running, 2 it could not start. */
const EXIT = { failedWhileRunning: 1, cannotStart: 2 }

/** What the user can act on; an error of any other kind is a bug and is shown with its stack. */
const EXPECTED = ['ManifestError', 'SchemaError', 'StoreError', 'RpcError', 'WrongChainError', 'UnsupportedImportError']

class UsageError extends Error {}

function readSettings(args: readonly string[], env: NodeJS.ProcessEnv): Settings | 'help' {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const options = {
    build: text,
    rpc: text,
    store: text,
    port: text,
    host: text,
    'poll-ms': text,
    json: flag,
    help: flag,
  }
  const { values } = parse(() => parseArgs({ args: [...args], options, strict: true }))
  if (values.help === true) return 'help'
  const setting = (name: Exclude<keyof typeof options, 'json' | 'help'>) =>
    values[name] ?? env[`LABELPROOF_ENGINE_${name.toUpperCase().replace('-', '_')}`]
  const required = (name: 'build' | 'rpc' | 'store') => {
    const value = setting(name)
    if (value !== undefined && value !== '') return value
    throw new UsageError(`--${name} is missing: give it, or set LABELPROOF_ENGINE_${name.toUpperCase()}`)
  }
  const whole = (name: 'port' | 'poll-ms', fallback: number, max: number) => {
    const value = setting(name)
    if (value === undefined || value === '') return fallback
    if (/^\d+$/.test(value) && Number(value) <= max) return Number(value)
    throw new UsageError(`--${name} is \`${value}\`: give a whole number from 0 to ${max}`)
  }
  return {
    build: required('build'),
    rpc: required('rpc'),
    store: required('store'),
    port: whole('port', 8000, 65_535),
    host: setting('host') ?? '127.0.0.1',
    pollMs: whole('poll-ms', 1000, 3_600_000),
    json: values.json === true || env.LABELPROOF_ENGINE_JSON === '1',
  }
}

function parse<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)} (see --help)`)
  }
}

function createLogger(json: boolean): Logger {
  const write =
    (level: string) =>
    (message: string, fields: Record<string, unknown> = {}) => {
      const time = new Date().toISOString()
      const line = json
        ? JSON.stringify({ time, level, message, ...fields })
        : `${time} ${level.padEnd(5)} ${message} ${Object.keys(fields).length > 0 ? JSON.stringify(fields) : ''}`.trimEnd()
      process.stderr.write(`${line}\n`)
    }
  const debug = process.env.LABELPROOF_ENGINE_DEBUG === '1' ? write('debug') : () => {}
  return { debug, info: write('info'), warn: write('warn'), error: write('error') }
}

async function run(settings: Settings): Promise<void> {
  const logger = createLogger(settings.json)
  const { engine, server } = await start(settings, logger)
  logger.info('serving the subgraph', { url: server.url, deployment: engine.deployment })
  const stop = Promise.withResolvers<void>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      logger.info('stopping', { signal })
      stop.resolve()
    })
  }
  await Promise.race([stop.promise, engine.done])
  await server.close()
  await engine.stop()
}

async function start(settings: Settings, logger: Logger): Promise<{ engine: Engine; server: Listening }> {
  const engine = await startEngine({
    buildDir: settings.build,
    rpcUrl: settings.rpc,
    storePath: settings.store,
    pollIntervalMs: settings.pollMs,
    logger,
    onProgress: createProgressLog(logger),
  })
  try {
    return { engine, server: await serveEngine(engine, { host: settings.host, port: settings.port, logger }) }
  } catch (error) {
    await engine.stop()
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!code.startsWith('E')) throw error
    const what = code === 'EADDRINUSE' ? 'is in use' : `cannot be listened on (${code})`
    throw new UsageError(`${settings.host}:${settings.port} ${what}: choose another --port or --host`)
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

try {
  const settings = readSettings(process.argv.slice(2), process.env)
  if (settings === 'help') process.stdout.write(HELP)
  else await run(settings)
} catch (error) {
  const known =
    error instanceof UsageError ||
    error instanceof TypeError ||
    (error instanceof Error && EXPECTED.includes(error.name))
  process.stderr.write(
    known ? `error: ${(error as Error).message}\n` : `${error instanceof Error ? error.stack : error}\n`,
  )
  process.exitCode = known ? EXIT.cannotStart : EXIT.failedWhileRunning
}
