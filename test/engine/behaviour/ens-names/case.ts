import { type Behaviour, say } from '../../support/behaviour.ts'

const contract = '0x00000000000000000000000000000000000000f4'

const hash = (digit: string) => `0x${digit.repeat(64)}`

/** Names by their hashes, which graph-node has in the table `ens_names`. */
export const names: readonly (readonly [hash: string, name: string])[] = [
  [hash('a'), 'vitalik'],
  [hash('b'), `it's ünï "quoted"`],
  [hash('c'), ''],
  ['no hash', 'at all'],
]

/** Found as the text that is asked for, in no other case of its letters. */
export const behaviour: Behaviour = {
  contracts: [contract],
  blocks: {
    3: [...names.map(([of]) => say(contract, of)), say(contract, hash('d'))],
    5: [say(contract, hash('A')), say(contract, 'a'.repeat(64)), say(contract, ''), say(contract, hash('a'))],
  },
  queries: ['{ notes(orderBy: order) { order text block } }'],
}
