import { parseArgs } from 'node:util'
import { isSubgraphName } from './deploy/index.ts'
import type { LogCheck } from './index.ts'

/** What `--help` prints. */
export const HELP = `Runs subgraphs that graph-cli built, without graph-node.

  node engine/main.ts --build DIR --rpc URL --store FILE [options]
  node engine/main.ts --data DIR --rpc URL [options]      takes \`graph create\` and \`graph deploy\`

  --build DIR     output folder of \`graph build\`         LABELPROOF_ENGINE_BUILD
  --rpc URL       JSON-RPC endpoint of the chain's node; LABELPROOF_ENGINE_RPC (with commas)
                  again for more, asked when one fails
  --store FILE    SQLite file; resumed if it exists      LABELPROOF_ENGINE_STORE
  --port N        of the GraphQL server, 0 = any (8000)  LABELPROOF_ENGINE_PORT
  --host H        to listen on (127.0.0.1)               LABELPROOF_ENGINE_HOST
  --poll-ms N     between looks at the head (1000)       LABELPROOF_ENGINE_POLL_MS
  --verify        proves every log by its block's hash   LABELPROOF_ENGINE_VERIFY=1
  --trust-logs    reads headers only near the head       LABELPROOF_ENGINE_TRUST_LOGS=1
  --max-reorg N   blocks that may be taken back (250)    LABELPROOF_ENGINE_MAX_REORG
  --ipfs PLACE    gateway (URL) or folder for files;     LABELPROOF_ENGINE_IPFS (with commas)
                  again for more
  --json          log lines as JSON                      LABELPROOF_ENGINE_JSON=1
  --help

With --data, for \`graph deploy --node http://127.0.0.1:8020 --ipfs http://127.0.0.1:8020 NAME\`:

  --data DIR      names, content and stores; resumed     LABELPROOF_ENGINE_DATA
  --admin-port N  to deploy to, 0 = any (8020)           LABELPROOF_ENGINE_ADMIN_PORT
  --admin-host H  open to whoever reaches it (127.0.0.1) LABELPROOF_ENGINE_ADMIN_HOST
  --build DIR     deployed at the start as --name        LABELPROOF_ENGINE_BUILD
  --name NAME     of the subgraph in --build (subgraph)  LABELPROOF_ENGINE_NAME
  --watch         deploys --build again when it changes
`

/** One subgraph with its store. */
export type One = { readonly build: string; readonly store: string }

/** A folder of named subgraphs. */
export type Many = {
  readonly data: string
  readonly admin: { readonly host: string; readonly port: number }
  readonly build?: { readonly folder: string; readonly name: string; readonly watch: boolean }
}

export type Settings = {
  readonly subject: One | Many
  readonly rpc: readonly string[]
  readonly logCheck: LogCheck
  readonly maxReorgDepth?: number
  /** URLs of IPFS gateways, and folders. */
  readonly ipfs: readonly string[]
  readonly port: number
  readonly host: string
  readonly pollMs: number
  readonly json: boolean
}

/** What is wrong with the arguments or the environment. */
export class UsageError extends Error {}

/**
 * Reads the arguments, and the environment for what they leave out.
 * @throws UsageError
 */
export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv): Settings | 'help' {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const texts = { type: 'string', multiple: true } as const
  const options = {
    build: text,
    rpc: texts,
    ipfs: texts,
    verify: flag,
    'trust-logs': flag,
    'max-reorg': text,
    store: text,
    port: text,
    host: text,
    'poll-ms': text,
    data: text,
    'admin-port': text,
    'admin-host': text,
    name: text,
    watch: flag,
    json: flag,
    help: flag,
  }
  const { values } = parse(() => parseArgs({ args: [...args], options, strict: true }))
  if (values.help === true) return 'help'
  const variable = (name: string) => `LABELPROOF_ENGINE_${name.toUpperCase().replace('-', '_')}`
  const setting = (
    name: Exclude<keyof typeof options, 'rpc' | 'ipfs' | 'verify' | 'trust-logs' | 'json' | 'help' | 'watch'>,
  ) => values[name] ?? env[variable(name)]
  const isSet = (name: 'verify' | 'trust-logs') => values[name] === true || env[variable(name)] === '1'
  const listed = (name: 'rpc' | 'ipfs') =>
    (values[name] ?? env[variable(name)]?.split(',') ?? []).map((item) => item.trim()).filter(Boolean)
  const endpoints = () => {
    const urls = listed('rpc')
    if (urls.length > 0) return urls
    throw new UsageError(`--rpc is missing: give it, or set ${variable('rpc')}`)
  }
  const logCheck = (): LogCheck => {
    if (isSet('verify') && isSet('trust-logs')) throw new UsageError('--verify and --trust-logs exclude each other')
    return isSet('verify') ? 'proof' : isSet('trust-logs') ? 'ends' : 'bloom'
  }
  const required = (name: 'build' | 'store') => {
    const value = setting(name)
    if (value !== undefined && value !== '') return value
    throw new UsageError(`--${name} is missing: give it, or set LABELPROOF_ENGINE_${name.toUpperCase()}`)
  }
  const whole = (name: 'port' | 'admin-port' | 'poll-ms' | 'max-reorg', fallback: number, max: number) => {
    const value = setting(name)
    if (value === undefined || value === '') return fallback
    if (/^\d+$/.test(value) && Number(value) <= max) return Number(value)
    throw new UsageError(`--${name} is \`${value}\`: give a whole number from 0 to ${max}`)
  }
  const subject = (): One | Many => {
    const data = setting('data') ?? ''
    const many = (['admin-port', 'admin-host', 'name', 'watch'] as const).find((name) => values[name] !== undefined)
    if (data === '' && many !== undefined) throw new UsageError(`--${many} is for --data: give that, too`)
    if (data === '') return { build: required('build'), store: required('store') }
    if (values.store !== undefined) throw new UsageError('--store is not for --data: every deployment gets its own')
    const admin = { host: setting('admin-host') ?? '127.0.0.1', port: whole('admin-port', 8020, 65_535) }
    const folder = setting('build') ?? ''
    if (folder === '' && values.watch === true) throw new UsageError('--watch needs the --build to watch')
    const name = setting('name') ?? 'subgraph'
    if (!isSubgraphName(name))
      throw new UsageError(`--name is \`${name}\`: give letters and digits, such as lab/labels`)
    return { data, admin, ...(folder !== '' && { build: { folder, name, watch: values.watch === true } }) }
  }
  return {
    subject: subject(),
    rpc: endpoints(),
    logCheck: logCheck(),
    ...(setting('max-reorg') && { maxReorgDepth: whole('max-reorg', 0, Number.MAX_SAFE_INTEGER) }),
    ipfs: listed('ipfs'),
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
