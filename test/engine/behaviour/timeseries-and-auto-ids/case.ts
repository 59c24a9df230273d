import type { Behaviour } from '../../support/behaviour.ts'
import { get, getInBlock, int8, script, set, text, timestamp } from '../../support/script.ts'

/** Ids that the host makes count through a block; data points have the time of their block. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [
      [
        set('Point', '5', { text: text('a point has no id of its own'), timestamp: timestamp(7) }),
        set('Number', 'auto', { text: text('second') }),
        set('Blob', 'auto', { text: text('third'), number: int8(2n ** 32n + 1n) }),
      ],
      [set('Number', '77', { text: text('its own id') }), set('Point', 'auto', { text: text('next handler') })],
    ],
    2: [[set('Blob', 'auto', { text: text('next block') }), set('Blob', 'auto', { text: text('another') })]],
    3: [
      [
        set('Point', 'auto', { text: text('point') }),
        getInBlock('Point', String(3n << 32n), 'point'),
        get('Number', '4294967297', 'number'),
        set('Blob', '0x0000000200000000', { text: text('changed') }),
        get('Blob', '0x0000000200000000', 'blob'),
      ],
    ],
  },
  {
    queries: [
      '{ points { id timestamp text } }',
      '{ numbers { id text } }',
      '{ number(id: "77") { text } }',
      '{ number(id: 4294967297) { text } }',
      '{ blobs { id text number { text } } }',
      '{ blobs(where: { number: 5 }) { id } }',
      '{ numbers(where: { id_gt: 78 }) { id } }',
      '{ points(where: { timestamp_gt: "1700001500000000" }) { id } }',
      '{ points(orderBy: timestamp, orderDirection: desc) { timestamp } }',
      '{ showns { id text } }',
      '{ __type(name: "Point") { fields { name type { kind ofType { name } } } } }',
    ],
  },
)
