import type { EthereumValue } from '../runtime/index.ts'
import type { DataSources } from './mock-data-source.ts'
import type { Tables } from './mock-store.ts'
import { formatEthereumValue, formatValue, isSameEthereumValue } from './values.ts'

/** Why an assertion does not hold. `isMismatch`: the test's own message may stand in for `message`. */
export type Problem = { readonly message: string; readonly isMismatch: boolean }

/** Undefined when the assertion holds. */
export type Outcome = Problem | undefined

const mismatch = (message: string): Problem => ({ message, isMismatch: true })
const missing = (message: string): Problem => ({ message, isMismatch: false })

export function checkFieldEquals(tables: Tables, type: string, id: string, field: string, expected: string): Outcome {
  const table = tables.get(type)
  if (table === undefined) return missing(`(assert.fieldEquals) No entities with type '${type}' found.`)
  const entity = table.get(id)
  const named = `with type '${type}' and id '${id}' found.`
  if (entity === undefined) return missing(`(assert.fieldEquals) No entity ${named}`)
  const value = entity[field]
  if (value === undefined) return missing(`(assert.fieldEquals) No field named '${field}' on entity ${named}`)
  const actual = formatValue(value)
  if (actual === expected) return undefined
  return mismatch(`(assert.fieldEquals) Expected field '${field}' to equal '${expected}', but was '${actual}' instead.`)
}

export function checkEquals(expected: EthereumValue, actual: EthereumValue): Outcome {
  if (isSameEthereumValue(expected, actual)) return undefined
  return mismatch(
    `(assert.equals) Expected value was '${formatEthereumValue(expected)}' ` +
      `but actual value was '${formatEthereumValue(actual)}'`,
  )
}

export function checkNotInStore(tables: Tables, type: string, id: string): Outcome {
  if (tables.get(type)?.has(id) !== true) return undefined
  return mismatch(`(assert.notInStore) Value for entity type: '${type}' and id: '${id}' was found in store.`)
}

export function checkDataSourceCount(sources: DataSources, template: string, expected: number): Outcome {
  const created = sources.get(template)
  if (created === undefined) return missing(`(assert.dataSourceCount) No template with name '${template}' found.`)
  if (created.size === expected) return undefined
  return mismatch(
    `(assert.dataSourceCount) Expected dataSource count for template \`${template}\` to be '${expected}' ` +
      `but was '${created.size}'`,
  )
}

export function checkDataSourceExists(sources: DataSources, template: string, address: string): Outcome {
  const created = sources.get(template)
  if (created === undefined) return missing(`(assert.dataSourceExists) No template with name '${template}' found.`)
  if (created.has(address)) return undefined
  return mismatch(`(assert.dataSourceExists) No dataSource with address '${address}' found for template '${template}'`)
}
