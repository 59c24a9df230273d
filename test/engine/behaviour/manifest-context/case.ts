import { type Behaviour, say } from '../../support/behaviour.ts'

const contract = '0x00000000000000000000000000000000000000e1'

/** A data source has the context that the manifest gives it, or an empty one. */
export const behaviour: Behaviour = {
  contracts: [contract],
  blocks: { 2: [say(contract, 'show')] },
  queries: ['{ notes(first: 1000, orderBy: order, block: { number: 12 }) { order text block } }'],
}
