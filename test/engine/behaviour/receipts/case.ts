import { type Behaviour, say } from '../../support/behaviour.ts'

const contract = '0x00000000000000000000000000000000000000c1'

/** A handler sees the receipt of the transaction if it asks for it. */
export const behaviour: Behaviour = {
  contracts: [contract],
  blocks: { 2: [say(contract, 'one'), say(contract, 'two')], 4: [say(contract, 'three')] },
  queries: ['{ notes(first: 1000, orderBy: order, block: { number: 12 }) { order text block } }'],
}
