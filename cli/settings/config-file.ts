import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../errors.ts'
import { type GivenSettings, OPTIONS, type OptionName } from './options.ts'
import { findOption, parseList, parseValue } from './values.ts'

const FILE = 'labelproof.json'

/**
 * Reads labelproof.json from a folder; a folder without one gives no settings.
 * @throws InputError naming file, line and key.
 */
export function readConfigFile(folder: string): GivenSettings {
  const path = join(folder, FILE)
  if (!existsSync(path)) return {}
  const text = readFileSync(path, 'utf8')
  const given: Partial<Record<OptionName, unknown>> = {}
  for (const [key, value] of Object.entries(parseObject(text))) {
    const where = `${FILE}:${lineOfKey(text, key)} (${key})`
    const name = findOption(key, (option) => option)
    if (name === undefined) throw new InputError('unknown setting', where, 'see --help for the settings')
    given[name] = readValue(name, value, where)
  }
  return given as GivenSettings
}

function readValue(name: OptionName, value: unknown, where: string): GivenSettings[OptionName] {
  if (OPTIONS[name].kind === 'list' && Array.isArray(value)) return parseList(value.map(String), where)
  const type = { text: 'string', list: 'string', flag: 'boolean', integer: 'number' }[OPTIONS[name].kind]
  if (typeof value === type) return parseValue(name, String(value), where)
  throw new InputError(`${JSON.stringify(value)} is no ${type}`, where, `write a ${type}`)
}

function parseObject(text: string): object {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length)
    throw new InputError(`no valid JSON (${message})`, `${FILE}:${lineAt(text, position)}`, 'correct it')
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed
  throw new InputError('not an object', `${FILE}:1`, 'write { "setting": value }')
}

function lineOfKey(text: string, key: string): number {
  return lineAt(text, Math.max(0, text.indexOf(JSON.stringify(key))))
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length
}
