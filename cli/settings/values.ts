import { InputError } from '../errors.ts'
import { type GivenSettings, OPTION_NAMES, OPTIONS, type Option, type OptionName } from './options.ts'

/** Finds the option that a written name stands for; `spell` writes an option's name the way the source does. */
export function findOption(written: string, spell: (name: string) => string): OptionName | undefined {
  return OPTION_NAMES.find((name) => spell(name) === written)
}

/**
 * Turns written text into an option's value.
 * @param where The flag, variable or file position that held it.
 * @throws InputError
 */
export function parseValue(name: OptionName, text: string, where: string): GivenSettings[OptionName] {
  const option: Option = OPTIONS[name]
  switch (option.kind) {
    case 'text':
      if (text === '') throw new InputError('no value', where, 'give one')
      return text
    case 'flag':
      if (text === 'true' || text === '1') return true
      if (text === 'false' || text === '0') return false
      throw new InputError(`${JSON.stringify(text)} is neither true nor false`, where, 'write true or false')
    case 'list':
      return parseList(text.split(','), where)
    case 'integer':
      return parseInteger(option, text, where)
  }
}

/** Checks the members of a list: trimmed, none empty. @throws InputError */
export function parseList(members: readonly string[], where: string): readonly string[] {
  const list = members.map((member) => member.trim())
  if (list.some((member) => member === '')) throw new InputError('an empty name in the list', where, 'write a,b,c')
  return list
}

function parseInteger(option: Extract<Option, { kind: 'integer' }>, text: string, where: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  const range = option.max === Number.MAX_SAFE_INTEGER ? `at least ${option.min}` : `${option.min} to ${option.max}`
  const allowed = option.oneOf ? option.oneOf.join(' or ') : `a whole number, ${range}`
  if (value >= option.min && value <= option.max && (option.oneOf?.includes(value) ?? true)) return value
  throw new InputError(`${JSON.stringify(text)} is not possible`, where, `give ${allowed}`)
}
