import { type Behaviour, say } from '../../support/behaviour.ts'
import { construct } from '../../support/emitter.ts'

const contract = '0x00000000000000000000000000000000000000ca'
const child = '0x00000000000000000000000000000000000000cb'

/**
 * Handlers that look into transactions, or do not: what they see, and do, is the same. The recipient is null where a
 * contract is made. `Read` looks into one only late, after it has changed entities and made a data source.
 */
export const behaviour: Behaviour = {
  contracts: [contract, child],
  blocks: {
    1: [say(contract, 'one', child, 'Placed')],
    2: [construct(say(contract, 'two', child, 'Placed')), say(contract, 'two', child, 'Placed')],
    3: [construct(say(contract, 'three', child, 'Made')), say(contract, 'three', child, 'Made')],
    4: [say(contract, 'no', child, 'Read'), say(contract, 'four', child, 'Placed')],
    5: [say(contract, 'no', child, 'Read'), say(contract, 'yes', child, 'Read'), say(child, 'five', child, 'Sent')],
    6: [say(contract, 'no', child, 'Read'), say(contract, 'six', child, 'Sent'), say(contract, 'six', child, 'Made')],
    8: [construct(say(child, 'eight', child, 'Sent')), construct(say(contract, 'yes', child, 'Read'))],
  },
  queries: ['{ notes(first: 1000, orderBy: order, block: { number: 12 }) { order text block } }'],
}
