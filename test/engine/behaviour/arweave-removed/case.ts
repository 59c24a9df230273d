import { type Behaviour, say } from '../../support/behaviour.ts'

const contract = '0x00000000000000000000000000000000000000f5'

/** What graph-node no longer has can be imported; a call of it fails. */
export const behaviour: Behaviour = {
  contracts: [contract],
  blocks: {
    3: [say(contract, 'fine')],
    5: [say(contract, 'before'), say(contract, 'fail'), say(contract, 'after')],
    6: [say(contract, 'never')],
  },
  failure: { block: 5, says: '`arweave.transactionData` has been removed' },
  queries: [
    '{ notes(orderBy: order) { order text block } _meta { hasIndexingErrors block { number hash timestamp } } }',
    '{ notes(orderBy: order, subgraphError: allow) { order text block } }',
    '{ notes(orderBy: order, block: { number: 4 }) { order text block } _meta(block: { number: 4 }) { hasIndexingErrors } }',
  ],
}
