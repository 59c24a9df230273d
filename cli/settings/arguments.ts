import { InputError } from '../errors.ts'
import { flagName, type GivenSettings, OPTIONS, type OptionName } from './options.ts'
import { findOption, parseValue } from './values.ts'

/**
 * Reads `--name value`, `--name=value` and `--flag`.
 * @throws InputError naming the flag.
 */
export function readArguments(argv: readonly string[]): GivenSettings {
  const given: Partial<Record<OptionName, unknown>> = {}
  const rest = [...argv]
  for (let written = rest.shift(); written !== undefined; written = rest.shift()) {
    const [flag = '', ...after] = written.split('=')
    const name = findOption(flag, flagName)
    if (name === undefined) throw new InputError('unknown option', written, 'see --help')
    if (name in given) throw new InputError('given twice', flag, 'give it once')
    given[name] = parseValue(name, valueText(name, flag, after, rest), flag)
  }
  return given as GivenSettings
}

/** The text after `=`, else the next argument; a bare flag is true. */
function valueText(name: OptionName, flag: string, after: readonly string[], rest: string[]): string {
  if (after.length > 0) return after.join('=')
  if (OPTIONS[name].kind === 'flag') return 'true'
  const next = rest.shift()
  if (next === undefined || next.startsWith('--')) throw new InputError('no value', flag, 'give one after it')
  return next
}
