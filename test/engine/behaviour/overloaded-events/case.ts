import { encodeAbiParameters, parseAbiParameters } from 'viem'
import type { Behaviour } from '../../support/behaviour.ts'
import { emit, emitRaw } from '../../support/emitter.ts'

const contract = '0x00000000000000000000000000000000000000b2'
const other = '0x00000000000000000000000000000000000000bb'
const number = encodeAbiParameters(parseAbiParameters('uint256'), [7n])
const text = encodeAbiParameters(parseAbiParameters('string'), ['seven'])
const half = encodeAbiParameters(parseAbiParameters('address, uint256'), [other, 9n])

/** Events of one name are told apart by their types, those of one signature by what is indexed. */
export const behaviour: Behaviour = {
  contracts: [contract],
  blocks: {
    2: [
      emit(contract, 'Set(uint256)', [], number),
      emit(contract, 'Set(string)', [], text),
      emit(contract, 'Set(bytes32)', [], number),
      emit(contract, 'Set(bool)', [], number),
      emit(contract, 'Passed(address,address,uint256)', ['0x0a', '0x0b'], number),
      emit(contract, 'Passed(address,address,uint256)', ['0x0a'], half),
      emit(contract, 'Passed(address,address,uint256)', [], half),
      // A text that ends too early, and a log without topics: nobody's.
      emit(contract, 'Set(string)', [], number),
      emitRaw(contract, [], number),
    ],
  },
  queries: ['{ notes(first: 1000, orderBy: order, block: { number: 12 }) { order text block } }'],
}
