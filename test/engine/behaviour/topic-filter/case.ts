import { numberToHex } from 'viem'
import type { Behaviour } from '../../support/behaviour.ts'
import { emit } from '../../support/emitter.ts'

const contract = '0x00000000000000000000000000000000000000b1'
const froms = [0xaa, 0xab, 0xac]
const tos = [0xba, 0xbb]
const values = [1, 5, 6, 256]
const combinations = froms.flatMap((from) => tos.flatMap((to) => values.map((value) => [from, to, value])))

/** A handler with topics sees the events in which each of them has one of its values. */
export const behaviour: Behaviour = {
  contracts: [contract],
  blocks: {
    2: combinations.map((topics) =>
      emit(
        contract,
        'Moved(address,address,uint256)',
        topics.map((topic) => numberToHex(topic)),
        '0x',
      ),
    ),
  },
  queries: ['{ notes(first: 1000, orderBy: order, block: { number: 12 }) { order text block } }'],
}
