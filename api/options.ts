import { parseArgs } from 'node:util'

/** What `main.ts` was asked to do. */
export type Options = {
  readonly subgraph: string
  readonly content: { readonly folder: string } | { readonly gateway: string }
  readonly chainId: number
  readonly host: string
  readonly port: number
  readonly dashboard?: string
}

/** Options that cannot be used: the message is one line for whoever typed them. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError'
}

export const HELP = `Serves the GraphQL API, exports and dashboard over a subgraph.

  node api/main.ts --subgraph URL (--content DIR | --ipfs URL) --chain-id N [--host H] [--port N] [--dashboard DIR]

  --subgraph URL   GraphQL endpoint of the subgraph                 LABELPROOF_API_SUBGRAPH
  --content DIR    folder of guidelines and item manifests          LABELPROOF_API_CONTENT
  --ipfs URL       IPFS gateway to read them from instead           LABELPROOF_API_IPFS
  --chain-id N     chain that the subgraph indexes                  LABELPROOF_API_CHAIN_ID
  --host HOST      address to listen on, default 127.0.0.1          LABELPROOF_API_HOST
  --port N         port to listen on, default 4000; 0 takes any     LABELPROOF_API_PORT
  --dashboard DIR  built dashboard, served at /                     LABELPROOF_API_DASHBOARD
  --help           this text

An argument goes before its environment variable.
`

const NAMES = ['subgraph', 'content', 'ipfs', 'chain-id', 'host', 'port', 'dashboard'] as const

type Name = (typeof NAMES)[number]

/**
 * @param args - Arguments after the script's name.
 * @returns the options, or `help`.
 * @throws OptionsError
 */
export function parseOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Options | 'help' {
  const given = parseArguments(args)
  if (given.help) return 'help'
  const find = (name: Name): string | undefined =>
    given[name] ?? (env[`LABELPROOF_API_${name.toUpperCase().replace('-', '_')}`] || undefined)
  const get = (name: Name): string => {
    const value = find(name)
    if (value === undefined) throw new OptionsError(`--${name} is missing; see --help`)
    return value
  }
  const dashboard = find('dashboard')
  return {
    subgraph: parseUrl('subgraph', get('subgraph')),
    content: parseContent(given, find),
    chainId: parseInteger('chain-id', get('chain-id'), 1, Number.MAX_SAFE_INTEGER),
    host: find('host') ?? '127.0.0.1',
    port: parseInteger('port', find('port') ?? '4000', 0, 65535),
    ...(dashboard !== undefined && { dashboard }),
  }
}

function parseArguments(args: readonly string[]): Partial<Record<Name, string>> & { help?: boolean } {
  const text = { type: 'string' } as const
  const options = { ...Object.fromEntries(NAMES.map((name) => [name, text])), help: { type: 'boolean' } } as const
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values
  } catch (error) {
    throw new OptionsError(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))
  }
}

/** Of an argument and an environment variable the argument counts; two of the same rank contradict each other. */
function parseContent(
  given: Partial<Record<Name, string>>,
  find: (name: Name) => string | undefined,
): Options['content'] {
  const isGiven = given.content !== undefined || given.ipfs !== undefined
  const folder = isGiven ? given.content : find('content')
  const gateway = isGiven ? given.ipfs : find('ipfs')
  if (folder !== undefined && gateway === undefined) return { folder }
  if (gateway !== undefined && folder === undefined) return { gateway: parseUrl('ipfs', gateway) }
  throw new OptionsError('give either --content or --ipfs; see --help')
}

function parseUrl(name: Name, value: string): string {
  const url = URL.parse(value)
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return value
  throw new OptionsError(`--${name} must be an http or https URL, got ${JSON.stringify(value)}`)
}

function parseInteger(name: Name, value: string, min: number, max: number): number {
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
  if (number >= min && number <= max) return number
  throw new OptionsError(`--${name} must be a whole number within ${min}..${max}, got ${JSON.stringify(value)}`)
}
