import { InputError } from '../errors.ts'
import { readArguments } from './arguments.ts'
import { readConfigFile } from './config-file.ts'
import { readEnvironment } from './environment.ts'
import type { GivenSettings } from './options.ts'

/** What `labelproof up` runs with. */
export type Settings = {
  readonly replay?: string
  readonly once: boolean
  readonly out?: string
  readonly data?: string
  readonly annotators: number
  readonly limit?: number
  readonly classes?: readonly string[]
  readonly seed: number
  readonly port: number
  readonly host: string
  /** 0: any free port. */
  readonly rpcPort: number
  readonly json: boolean
  readonly quiet: boolean
  /** The settings that somebody gave, as opposed to defaults: a run kept on disk is checked against these. */
  readonly given: GivenSettings
}

const DEFAULTS = {
  once: false,
  annotators: 5,
  seed: 1,
  port: 4000,
  host: '127.0.0.1',
  rpcPort: 0,
  json: false,
  quiet: false,
} as const satisfies GivenSettings

/**
 * Merges the command line over the environment over labelproof.json over the defaults.
 * @throws InputError naming the flag, the variable, or the file and line.
 */
export function resolveSettings(source: {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder in which labelproof.json may lie. */
  readonly folder: string
}): Settings {
  const given: GivenSettings = {
    ...readConfigFile(source.folder),
    ...readEnvironment(source.env),
    ...readArguments(source.argv),
  }
  const settings = { ...DEFAULTS, ...given, given }
  if (settings.once && settings.out === undefined)
    throw new InputError('nowhere to export to', '--once', 'add --out DIR')
  if (settings.out !== undefined && !settings.once)
    throw new InputError('exports are written only with --once', '--out', 'add --once or leave --out away')
  return settings
}
