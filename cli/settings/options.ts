/**
 * Every setting of `labelproof up`, once: its name on the command line (`--rpc-port`), in the environment (`LABELPROOF_RPC_PORT`)
 * and in labelproof.json (`rpcPort`), what it may hold, and its line of help.
 */

type Common = { readonly help: string; readonly placeholder?: string }

/** How a setting is written and what it may hold. `min` and `max` are inclusive. */
export type Option = Common &
  (
    | { readonly kind: 'text' }
    | { readonly kind: 'flag' }
    | { readonly kind: 'list' }
    | { readonly kind: 'integer'; readonly min: number; readonly max: number; readonly oneOf?: readonly number[] }
  )

export const OPTIONS = {
  replay: {
    kind: 'text',
    placeholder: 'DIR',
    help: 'play the judgements of DIR/labels.csv (with gold.csv and items.csv, if there) instead of simulated ones',
  },
  once: { kind: 'flag', help: 'export and exit instead of serving; needs --out' },
  out: { kind: 'text', placeholder: 'DIR', help: 'folder for labels.jsonl; needs --once' },
  data: {
    kind: 'text',
    placeholder: 'DIR',
    help: 'keep chain, index and content in DIR; a later start goes on where this one stopped',
  },
  annotators: {
    kind: 'integer',
    min: 3,
    max: 7,
    oneOf: [3, 5, 7],
    placeholder: 'N',
    help: 'wanted panel size: 3, 5 or 7; a smaller group uses the largest odd size that it fills (default 5)',
  },
  limit: {
    kind: 'integer',
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    placeholder: 'N',
    help: 'play only the first N judgements: by submitted_at where there is one, else in the order of the file',
  },
  classes: {
    kind: 'list',
    placeholder: 'A,B',
    help: 'the classes, in order (default: those in gold.csv, else those in labels.csv)',
  },
  seed: {
    kind: 'integer',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    placeholder: 'N',
    help: 'same seed and data, same chain (default 1)',
  },
  port: { kind: 'integer', min: 0, max: 65_535, placeholder: 'N', help: 'port of API and dashboard (default 4000)' },
  host: { kind: 'text', placeholder: 'HOST', help: 'address to listen on (default 127.0.0.1)' },
  rpcPort: {
    kind: 'integer',
    min: 0,
    max: 65_535,
    placeholder: 'N',
    help: 'port of the local chain (default: a free one)',
  },
  json: { kind: 'flag', help: 'print the summary as JSON on stdout' },
  quiet: { kind: 'flag', help: 'print no progress' },
} as const satisfies Record<string, Option>

export type OptionName = keyof typeof OPTIONS

export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[]

type ValueOf<O extends Option> = O['kind'] extends 'text'
  ? string
  : O['kind'] extends 'flag'
    ? boolean
    : O['kind'] extends 'list'
      ? readonly string[]
      : number

/** The settings that somebody gave, by name. */
export type GivenSettings = { readonly [name in OptionName]?: ValueOf<(typeof OPTIONS)[name]> }

/** `rpcPort` as the command line writes it: `--rpc-port`. */
export function flagName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** `rpcPort` as the environment writes it: `LABELPROOF_RPC_PORT`. */
export function envName(name: string): string {
  return `LABELPROOF_${flagName(name).slice(2).replaceAll('-', '_').toUpperCase()}`
}

/** The text of `--help`. */
export function helpText(): string {
  const lines = OPTION_NAMES.map((name) => {
    const option: Option = OPTIONS[name]
    const usage = `${flagName(name)}${option.placeholder ? ` ${option.placeholder}` : ''}`
    return `  ${usage.padEnd(18)} ${option.help}`
  })
  return [
    'labelproof up [options]',
    '',
    'Starts a local chain, deploys the contracts, plays crowd judgements through them as signed transactions, indexes the',
    'events, and serves the verified labels by GraphQL with a dashboard, until it is interrupted.',
    '',
    ...lines,
    `  ${'--help'.padEnd(18)} print this`,
    '',
    'Each setting can also come from the environment (LABELPROOF_RPC_PORT=8545) or from labelproof.json in the working folder',
    '({ "rpcPort": 8545 }). The command line wins over the environment, and the environment over the file.',
    'Exit codes: 0 done, 1 failure, 2 wrong input or settings.',
    '',
  ].join('\n')
}
