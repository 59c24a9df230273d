import { ManifestError } from './errors.ts'

/** Access to parsed YAML or JSON that fails with the place of the field, such as `dataSources[0].mapping.file`. */
export type Fields = {
  readonly place: string
  /** The names of the fields that are there. */
  names(): string[]
  has(name: string): boolean
  isTrue(name: string): boolean
  /** Whether a list is absent or has no items. */
  isEmptyList(name: string): boolean
  string(name: string): string
  /** A string, or a number that YAML made of an unquoted version such as `0.1`. */
  text(name: string): string
  findNumber(name: string): number | undefined
  fields(name: string): Fields
  /** The items of a list of texts. */
  texts(name: string): string[]
  /** The value as it was parsed. */
  raw(name: string): unknown
  /** The items of a list; none where the field is absent. */
  list(name: string): Fields[]
}

/**
 * @param file named in messages
 * @throws ManifestError INVALID when the value is not an object; the accessors throw it for a wrong type
 */
export function readFields(value: unknown, file: string, place = ''): Fields {
  if (!isRecord(value)) throw invalid(file, place, 'must be an object')
  const at = (name: string) => (place === '' ? name : `${place}.${name}`)
  const fields: Fields = {
    place,
    names: () => Object.keys(value),
    has: (name) => value[name] !== undefined && value[name] !== null,
    isTrue: (name) => value[name] === true,
    isEmptyList: (name) => !fields.has(name) || (Array.isArray(value[name]) && value[name].length === 0),
    string(name) {
      const field = value[name]
      if (typeof field === 'string' && field !== '') return field
      throw invalid(file, at(name), 'must be a text that is not empty')
    },
    text(name) {
      const field = value[name]
      if (typeof field === 'number') return String(field)
      return fields.string(name)
    },
    findNumber(name) {
      const field = value[name]
      if (field === undefined || field === null) return undefined
      const number = Number(field)
      if (Number.isSafeInteger(number) && number >= 0) return number
      throw invalid(file, at(name), 'must be a whole number, 0 or more')
    },
    fields: (name) => readFields(value[name], file, at(name)),
    texts(name) {
      const field = value[name]
      if (Array.isArray(field) && field.every((item) => typeof item === 'string')) return field
      throw invalid(file, at(name), 'must be a list of texts')
    },
    raw: (name) => value[name],
    list(name) {
      const field = value[name] ?? []
      if (!Array.isArray(field)) throw invalid(file, at(name), 'must be a list')
      return field.map((item: unknown, index) => readFields(item, file, `${at(name)}[${index}]`))
    },
  }
  return fields
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(file: string, place: string, problem: string): ManifestError {
  return new ManifestError('INVALID', `${file}: ${place === '' ? 'the document' : place} ${problem}`)
}
