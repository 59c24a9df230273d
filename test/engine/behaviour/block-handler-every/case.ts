import type { Behaviour } from '../../support/behaviour.ts'

/** A block handler without a filter sees every block. */
export const behaviour: Behaviour = {
  contracts: [],
  blocks: {},
  queries: ['{ notes(first: 1000, orderBy: order, block: { number: 12 }) { order text block } }'],
}
