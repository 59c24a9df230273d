import type { Behaviour } from '../../support/behaviour.ts'
import { get, getInBlock, int, remove, script, set, text } from '../../support/script.ts'

/** `loadInBlock` sees what the block has touched, and nothing else. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [
      [
        getInBlock('Thing', 'a', '1 before'),
        set('Thing', 'a', { n: int(1), more: text('x') }),
        getInBlock('Thing', 'a', '2 after'),
      ],
      [getInBlock('Thing', 'a', '3 next handler')],
    ],
    2: [
      [
        getInBlock('Thing', 'a', '4 next block'),
        get('Thing', 'a', '5 load'),
        set('Thing', 'a', { n: int(2) }),
        get('Thing', 'a', '7 load'),
      ],
    ],
    3: [[remove('Thing', 'a'), getInBlock('Thing', 'a', '8 removed'), get('Thing', 'a', '9 removed')]],
  },
  { queries: [`{ showns { id text } }`, `{ things { id } }`] },
)
