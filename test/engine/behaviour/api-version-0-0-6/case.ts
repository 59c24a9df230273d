import { type Behaviour, say } from '../../support/behaviour.ts'

const contract = '0x00000000000000000000000000000000000000c8'

/** Before 0.0.7 there are no receipts, before 0.0.8 fields that the schema lacks are dropped. */
export const behaviour: Behaviour = {
  contracts: [contract],
  blocks: { 3: [say(contract, 'old')] },
  queries: [
    '{ notes(first: 1000, orderBy: order, block: { number: 12 }) { order text block } }',
    '{ counters(block: { number: 12 }) { id count } }',
  ],
}
