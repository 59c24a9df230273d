import { type Behaviour, say } from '../../support/behaviour.ts'

const contract = '0x00000000000000000000000000000000000000c4'
const child = '0x00000000000000000000000000000000000000c5'
const order = 'first: 1000, orderBy: order'

/** What a handler that fails has done is discarded, and the subgraph goes on; queries are told. */
export const behaviour: Behaviour = {
  contracts: [contract, child],
  blocks: {
    2: [say(contract, 'fine'), say(child, 'unheard')],
    4: [say(contract, 'before'), say(contract, 'assert', child), say(contract, 'after'), say(child, 'unheard')],
    5: [say(contract, 'critical')],
    7: [say(contract, 'remove', child), say(child, 'unheard')],
    8: [say(contract, 'fine again')],
  },
  queries: [
    `{ notes(${order}, block: { number: 12 }, subgraphError: allow) { order text block } }`,
    `{ notes(${order}, block: { number: 12 }, subgraphError: deny) { order text block } }`,
    `{ notes(${order}, block: { number: 12 }) { text } _meta(block: { number: 12 }) { hasIndexingErrors } }`,
    `{ notes(${order}, block: { number: 3 }) { text } _meta(block: { number: 3 }) { hasIndexingErrors } }`,
    `{ notes(${order}, block: { number: 4 }) { text } }`,
    '{ _meta(block: { number: 4 }) { hasIndexingErrors } }',
    '{ counter(id: "notes", block: { number: 12 }, subgraphError: allow) { count } }',
  ],
}
