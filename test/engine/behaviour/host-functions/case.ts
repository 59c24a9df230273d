import { type Behaviour, say } from '../../support/behaviour.ts'

const contract = '0x00000000000000000000000000000000000000f2'

/** What mappings compute by functions of the host. */
export const behaviour: Behaviour = {
  contracts: [contract],
  blocks: {
    1: ['abi', 'json', 'numbers', 'bytes', '', 'é😀'].map((text) =>
      say(contract, text, '0x00000000000000000000000000000000DeaDBeef'),
    ),
  },
  queries: ['{ notes(first: 1000) { id text } }'],
}
