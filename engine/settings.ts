import { parseArgs } from 'node:util'
import { isSubgraphName } from './deploy/index.ts'
import type { LogCheck, Prune } from './index.ts'

/** What `--help` prints. */
export const HELP = `Runs subgraphs that graph-cli built, without graph-node.

  node engine/main.ts --build DIR --rpc URL --store FILE [options]
  node engine/main.ts --data DIR --rpc URL [options]      takes \`graph create\` and \`graph deploy\`
  node engine/main.ts hash|rewind --store FILE [options]  see \`hash --help\`, \`rewind --help\`

  --build DIR     output folder of \`graph build\`         LABELPROOF_ENGINE_BUILD
  --rpc URL       JSON-RPC endpoint of the chain's node; LABELPROOF_ENGINE_RPC (with commas)
                  again for more, asked when one fails
  --store FILE    SQLite file; resumed if it exists      LABELPROOF_ENGINE_STORE
  --port N        of the GraphQL server, 0 = any (8000)  LABELPROOF_ENGINE_PORT
  --host H        to listen on (127.0.0.1)               LABELPROOF_ENGINE_HOST
  --poll-ms N     between looks at the head (1000)       LABELPROOF_ENGINE_POLL_MS
  --verify        proves every log by its block's hash   LABELPROOF_ENGINE_VERIFY=1
  --trust-logs    reads headers only near the head       LABELPROOF_ENGINE_TRUST_LOGS=1
  --quorum N      nodes that must agree on a block (1)   LABELPROOF_ENGINE_QUORUM
  --ws URL        WebSocket of a node, for new heads     LABELPROOF_ENGINE_WS
  --archive       keeps logs: a new index asks for none  LABELPROOF_ENGINE_ARCHIVE=1
  --max-reorg N   blocks that may be taken back (250)    LABELPROOF_ENGINE_MAX_REORG
  --history-blocks N  before the head that can be asked  LABELPROOF_ENGINE_HISTORY_BLOCKS
                  for, or \`never\` prune, or \`auto\`; as the manifest's indexerHints by default
  --ipfs PLACE    gateway (URL) or folder for files;     LABELPROOF_ENGINE_IPFS (with commas)
                  again for more
  --ens-names FILE  SQLite, for ens.nameByHash           LABELPROOF_ENGINE_ENS_NAMES
  --json          log lines as JSON                      LABELPROOF_ENGINE_JSON=1
  -h, --help

With --data, for \`graph deploy --node http://127.0.0.1:8020 --ipfs http://127.0.0.1:8020 NAME\`:

  --data DIR      names, content and stores; resumed     LABELPROOF_ENGINE_DATA
  --admin-port N  to deploy to, 0 = any (8020)           LABELPROOF_ENGINE_ADMIN_PORT
  --admin-host H  open to whoever reaches it (127.0.0.1) LABELPROOF_ENGINE_ADMIN_HOST
  --build DIR     deployed at the start as --name        LABELPROOF_ENGINE_BUILD
  --name NAME     of the subgraph in --build (subgraph)  LABELPROOF_ENGINE_NAME
  --watch         deploys --build again when it changes

On a terminal one subgraph's progress is a line at its end; else, and with --json, lines of the log.
Exit codes: 0 stopped by a signal, 1 an error while running, 2 it could not start.
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
  readonly prune?: Prune
  readonly quorum: number
  readonly ws?: string
  readonly archive: boolean
  /** URLs of IPFS gateways, and folders. */
  readonly ipfs: readonly string[]
  readonly ensNames?: string
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
    'ens-names': text,
    verify: flag,
    'trust-logs': flag,
    'max-reorg': text,
    'history-blocks': text,
    quorum: text,
    ws: text,
    archive: flag,
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
    help: { ...flag, short: 'h' } as const,
  }
  const { values } = parse(() => parseArgs({ args: [...args], options, strict: true }))
  if (values.help === true) return 'help'
  const variable = (name: string) => `LABELPROOF_ENGINE_${name.toUpperCase().replaceAll('-', '_')}`
  type Flag = 'verify' | 'trust-logs' | 'archive' | 'json' | 'help' | 'watch'
  const setting = (name: Exclude<keyof typeof options, 'rpc' | 'ipfs' | Flag>) => values[name] ?? env[variable(name)]
  const isSet = (name: 'verify' | 'trust-logs' | 'archive') => values[name] === true || env[variable(name)] === '1'
  const listed = (name: 'rpc' | 'ipfs') =>
    (values[name] ?? env[variable(name)]?.split(',') ?? []).map((item) => item.trim()).filter(Boolean)
  const endpoints = () => {
    const urls = listed('rpc')
    if (urls.length > 0) return urls
    throw new UsageError(`--rpc is missing: give it, or set ${variable('rpc')}`)
  }
  const logCheck = (): LogCheck => {
    if (isSet('verify') && isSet('trust-logs')) throw new UsageError('--verify and --trust-logs exclude each other')
    if (isSet('archive') && isSet('trust-logs')) throw new UsageError('--archive and --trust-logs exclude each other')
    return isSet('verify') ? 'proof' : isSet('trust-logs') ? 'ends' : 'bloom'
  }
  const required = (name: 'build' | 'store') => {
    const value = setting(name)
    if (value !== undefined && value !== '') return value
    throw new UsageError(`--${name} is missing: give it, or set LABELPROOF_ENGINE_${name.toUpperCase()}`)
  }
  const whole = (
    name: 'port' | 'admin-port' | 'poll-ms' | 'max-reorg' | 'history-blocks' | 'quorum',
    fallback: number,
    max: number,
  ) => {
    const value = setting(name)
    if (value === undefined || value === '') return fallback
    if (/^\d+$/.test(value) && Number(value) <= max) return Number(value)
    throw new UsageError(`--${name} is \`${value}\`: give a whole number from 0 to ${max}`)
  }
  const prune = (value: string): Prune =>
    value === 'never' || value === 'auto' ? value : whole('history-blocks', 0, Number.MAX_SAFE_INTEGER)
  const historyBlocks = setting('history-blocks')
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
  const about = subject()
  const rpc = endpoints()
  const ws = setting('ws') ?? ''
  const ensNames = setting('ens-names') ?? ''
  return {
    subject: about,
    rpc,
    quorum: whole('quorum', 1, rpc.length),
    ...(ws !== '' && { ws }),
    archive: isSet('archive'),
    logCheck: logCheck(),
    ...(setting('max-reorg') && { maxReorgDepth: whole('max-reorg', 0, Number.MAX_SAFE_INTEGER) }),
    ...(historyBlocks && { prune: prune(historyBlocks) }),
    ipfs: listed('ipfs'),
    ...(ensNames !== '' && { ensNames }),
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
