import { type Behaviour, say } from '../../support/behaviour.ts'

const contract = '0x00000000000000000000000000000000000000f1'
const numbers = [1, 2, 3, 4, 5, 6, 7, 8]

/** Start and end block are the first and the last whose triggers count. */
export const behaviour: Behaviour = {
  contracts: [contract],
  blocks: Object.fromEntries(numbers.map((number) => [number, [say(contract, `in ${number}`)]])),
  queries: [
    '{ notes(first: 1000, orderBy: order, block: { number: 12 }) { order text block } }',
    // The state before the first block that counts is there, those before are not.
    '{ notes(block: { number: 1 }) { order } }',
    '{ notes(block: { number: 0 }) { order } _meta(block: { number: 0 }) { block { number } } }',
    '{ notes(block: { number: 1000 }) { order } }',
  ],
}
