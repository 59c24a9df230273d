import { failureAt } from './errors.ts'
import type { BlockConstraint } from './plan.ts'
import type { Selection } from './selection.ts'
import { EnumName, isObject, showValue } from './values.ts'

const BLOCK_HASH = /^(?:0x)?(?:[0-9a-fA-F]{2})*$/

/**
 * The block that a root field's `block` asks for.
 * @throws QueryError
 */
export function blockConstraint(selection: Selection): BlockConstraint {
  const block = selection.arguments.get('block')
  if (!isObject(block)) return { at: 'latest' }
  const invalid = () => failureAt(`Invalid value provided for argument \`block\`: ${showValue(block)}`)
  const [hash, number, minimum] = ['hash', 'number', 'number_gte'].map((name) => block.get(name))
  if (hash !== undefined) {
    if (typeof hash !== 'string' || !BLOCK_HASH.test(hash)) throw invalid()
    return { at: 'hash', hash: `0x${hash.replace(/^0x/, '').toLowerCase()}` }
  }
  if (number !== undefined) {
    if (typeof number !== 'bigint') throw invalid()
    return { at: 'number', number: Number(number) }
  }
  if (typeof minimum !== 'bigint') throw invalid()
  return { at: 'minimum', number: Number(minimum) }
}

export function errorPolicy(selection: Selection): 'allow' | 'deny' {
  const policy = selection.arguments.get('subgraphError')
  return policy instanceof EnumName && policy.name === 'allow' ? 'allow' : 'deny'
}

export function isSameBlock(a: BlockConstraint, b: BlockConstraint): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
