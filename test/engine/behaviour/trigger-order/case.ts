import { type Behaviour, say } from '../../support/behaviour.ts'

const [first, second] = [
  '0x00000000000000000000000000000000000000c2',
  '0x00000000000000000000000000000000000000c3',
] as const

/** Handlers that run once, then logs, then blocks; for each, data sources in the order of their creation. */
export const behaviour: Behaviour = {
  contracts: [first, second],
  blocks: {
    2: [say(first, 'a', '0xc2'), say(second, 'b', '0xc2'), say(first, 'c', '0xc2')],
    3: [say(second, 'd', '0xc2'), say(first, 'make', '0xc2')],
    4: [say(second, 'e', '0xc2'), say(first, 'f', '0xc2')],
    6: [say(second, 'g', '0xc2'), say(first, 'h', '0xc2')],
  },
  queries: ['{ notes(first: 1000, orderBy: order, block: { number: 12 }) { order text block } }'],
}
