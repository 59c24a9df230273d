import type { Behaviour } from '../../support/behaviour.ts'
import { get, remove, script, set, text } from '../../support/script.ts'

/** The first version of an entity stays, whatever handlers do to it later. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [
      [set('Once', 'a', { text: text('first') }), set('Once', 'b', { text: text('first') })],
      [set('Once', 'a', { text: text('same block') })],
    ],
    2: [[set('Once', 'a', { text: text('second') })]],
    3: [
      [
        get('Once', 'b', 'b'),
        set('Once', 'b', { text: text('third'), more: text('more') }),
        get('Once', 'b', 'b in block 3'),
      ],
    ],
    4: [[remove('Once', 'b'), set('Once', 'c', { text: text('new') })]],
    5: [[set('Once', 'c', { text: text('again') })]],
  },
  {
    queries: [
      '{ onces { id text more } }',
      '{ onces(block: { number: 1 }) { id text } }',
      '{ onces(where: { _change_block: { number_gte: 2 } }) { id text } }',
      '{ showns { id text } }',
    ],
  },
)
