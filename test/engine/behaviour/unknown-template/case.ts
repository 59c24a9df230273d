import { type Behaviour, say } from '../../support/behaviour.ts'

const contract = '0x00000000000000000000000000000000000000c7'

/** There is nothing to make a data source of. */
export const behaviour: Behaviour = {
  contracts: [contract],
  blocks: { 3: [say(contract, 'fine')], 4: [say(contract, 'make')] },
  failure: {
    block: 4,
    says:
      'Failed to create data source from name `Stranger`: No template with this name in parent data source ' +
      '`Speaker`. Available names: Child, Cousin.',
  },
  queries: ['{ notes(orderBy: order, subgraphError: allow) { order text block } }'],
}
