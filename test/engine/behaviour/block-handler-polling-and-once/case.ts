import type { Behaviour } from '../../support/behaviour.ts'

/** Polling handlers run every n blocks from the start block on, `once` in the start block alone. */
export const behaviour: Behaviour = {
  contracts: [],
  blocks: {},
  queries: ['{ notes(first: 1000, orderBy: order, block: { number: 12 }) { order text block } }'],
}
