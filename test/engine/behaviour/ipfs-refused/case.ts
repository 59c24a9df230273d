import { type Behaviour, say } from '../../support/behaviour.ts'

const contract = '0x00000000000000000000000000000000000000f2'

/** Reading IPFS while a handler runs is refused, as by graph-node unless it is told otherwise. */
export const behaviour: Behaviour = {
  contracts: [contract],
  blocks: {
    3: [say(contract, 'fine')],
    5: [say(contract, 'before'), say(contract, 'fail'), say(contract, 'after')],
    6: [say(contract, 'never')],
  },
  failure: { block: 5, says: '`ipfs.cat` is deprecated' },
  queries: [
    '{ notes(orderBy: order) { order text block } _meta { hasIndexingErrors block { number hash timestamp } } }',
    '{ notes(orderBy: order, subgraphError: allow) { order text block } }',
    '{ notes(orderBy: order, block: { number: 4 }) { order text block } _meta(block: { number: 4 }) { hasIndexingErrors } }',
  ],
}
