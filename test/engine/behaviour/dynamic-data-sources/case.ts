import { type Behaviour, say } from '../../support/behaviour.ts'

const factory = '0x00000000000000000000000000000000000000d1'
const [first, second, third, fourth, fifth] = [
  '0x00000000000000000000000000000000000000d2',
  '0x00000000000000000000000000000000000000d3',
  '0x00000000000000000000000000000000000000d4',
  '0x00000000000000000000000000000000000000d5',
  '0x00000000000000000000000000000000000000d6',
] as const

/** Children see the block that they were made in, wholly, and so do their children; then all that follows. */
export const behaviour: Behaviour = {
  contracts: [factory, first, second, third, fourth, fifth],
  blocks: {
    1: [say(first, 'before it was made')],
    2: [say(first, 'earlier in the block'), say(factory, 'plain', first), say(first, 'later in the block')],
    // The second is made by the first, in the block that the first is made of again, which is ignored.
    3: [say(second, 'early'), say(factory, 'plain', first), say(first, 'context of the first', second)],
    // Breadth first: the first and the second run on the third's block before the third and fourth do.
    4: [
      say(fourth, 'fourth'),
      say(third, 'context by the third', fourth),
      say(factory, 'plain', third),
      say(first, 'first'),
      say(second, 'context by the second', third),
    ],
    5: [say(third, 'twice: plain and with a context'), say(fourth, 'once')],
    6: [say(factory, 'empty context', first), say(first, 'again with an empty context')],
    9: [say(first, 'last'), say(second, 'last'), say(third, 'last'), say(fourth, 'last')],
  },
  queries: [
    '{ notes(first: 1000, orderBy: order, block: { number: 12 }) { order text block } }',
    '{ notes(first: 1000, orderBy: order, block: { number: 3 }) { order text block } }',
  ],
}
