import { type Behaviour, say } from '../../support/behaviour.ts'

const contract = '0x00000000000000000000000000000000000000c9'

/** An entity that does not fit the schema stops the subgraph before the block, whatever its features. */
export const behaviour: Behaviour = {
  contracts: [contract],
  blocks: {
    3: [say(contract, 'fine')],
    5: [say(contract, 'before'), say(contract, 'fail')],
    6: [say(contract, 'never')],
  },
  failure: { block: 5, says: 'Entity Note[no fields]: missing value for non-nullable field `order`' },
  // graph-node tries the block again for ever, and may have stored any of those before: the message alone is compared.
  queries: [],
}
