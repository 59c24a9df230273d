import { basename } from 'node:path'
import { keccak256, slice, toBytes } from 'viem'
import type { Behaviour } from './behaviour.ts'
import { say } from './behaviour.ts'

/*
 * Behaviours of the store and of queries need no mapping of their own: a folder with a schema and a case runs the
 * fixture `script`, whose handler does what the events say.
 */

/** A field's value as the script writes it: its kind and its text. */
export type Scripted = readonly [kind: string, value: string | readonly Scripted[]]
export type Fields = Readonly<Record<string, Scripted>>

/** One thing that the handler does. */
export type Step = readonly (string | readonly (readonly [field: string, ...Scripted])[])[]

const of =
  (kind: string) =>
  (value: string | number | bigint | boolean): Scripted => [kind, String(value)]
export const text = of('S')
export const bytes = of('B')
export const int = of('I')
export const int8 = of('L')
export const timestamp = of('T')
export const bigInt = of('N')
export const decimal = of('D')
export const bool = of('b')
export const nothing: Scripted = ['0', '']
export const list = (...items: readonly Scripted[]): Scripted => ['A', items]

/** Sets fields of an entity, its id as they say or as a text. */
export function set(type: string, id: string, fields: Fields): Step {
  return ['set', type, id, Object.entries(fields).map(([name, value]) => [name, ...value] as const)]
}
export const remove = (type: string, id: string): Step => ['remove', type, id]
/** Keep what a look-up finds as the `Shown` of the id `as`. */
export const get = (type: string, id: string, as: string): Step => ['get', type, id, as]
export const getInBlock = (type: string, id: string, as: string): Step => ['inBlock', type, id, as]
export const loadRelated = (type: string, id: string, field: string, as: string): Step => [
  'related',
  type,
  id,
  field,
  as,
]

/**
 * @param folder of the behaviour; its name decides where the contract is
 * @param blocks by block number what handlers do, each list in a transaction of its own
 */
export function script(
  folder: string,
  blocks: Readonly<Record<number, readonly (readonly Step[])[]>>,
  rest: Pick<Behaviour, 'queries' | 'failure'>,
): Behaviour {
  const contract = slice(keccak256(toBytes(basename(folder))), 12)
  const said = Object.entries(blocks).map(([number, transactions]) => [
    number,
    transactions.map((steps) => say(contract, JSON.stringify(steps))),
  ])
  return { contracts: [contract], blocks: Object.fromEntries(said), ...rest }
}
