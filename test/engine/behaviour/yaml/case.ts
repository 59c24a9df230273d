import { type Behaviour, say } from '../../support/behaviour.ts'

const contract = '0x00000000000000000000000000000000000000f1'
const scalars = [
  ...['null', '~', '', 'Null', 'nULL', 'true', 'True', 'TRUE', 'yes', 'on', 'false', '"true"', "'1'"],
  ...[
    '0',
    '-0',
    '+1',
    '1',
    '-12',
    '012',
    '0x1F',
    '0o17',
    '0b101',
    '1_000',
    '18446744073709551615',
    '-9223372036854775808',
  ],
  ...[
    '18446744073709551616',
    '1.0',
    '1.',
    '.5',
    '-1.5e3',
    '1e3',
    '1E-7',
    '1e20',
    '1e400',
    '.inf',
    '-.Inf',
    '.NaN',
    '0.1',
  ],
  ...['123456789012345680.0', '1e15', '1e16', '0.00001', '0.000001', '-0.0', '1.2.3', '0x', '2001-01-01', '00.5'],
  ...['a text', '"a\\tb\\u00e9"', "'it''s'", '!tag x', '!!str 1', '!!int "7"', '<<', '#', '@x', 'a: b: c', 'é', '日本'],
]

/** Every form of a scalar, collections, and what is no YAML. */
export const behaviour: Behaviour = {
  contracts: [contract],
  blocks: {
    1: scalars.map((text) => say(contract, text)),
    2: [
      'a: 1\nb: [x, 2, {c: ~}]\nd:\n  - - 1\n    - 2\n  - e: f\n',
      'z: 1\na: 2\nz: 3',
      '{1: a, true: b, [x]: c, {y: z}: d, ~: e}',
      'a: &x [1, 2]\nb: *x\nc: *nope',
      'a: &x {k: v}\nb:\n  <<: *x\n  l: w',
      'a: |\n  line\n   more\n\nb: >-\n  fold\n  ed\n',
      '- !thing {a: 1}\n- !other [b]\n- !last\n',
      '--- 1\n--- 2\n',
      '--- x\n...\n',
      'a: [1, 2',
      'a:\n\t- b',
      '"open',
      '? a\n: b\n? c',
      '- a\nb: c',
      `${'['.repeat(100)}${']'.repeat(100)}`,
      'strict',
    ].map((text) => say(contract, text)),
  },
  queries: [
    '{ notes(first: 1000, where: { id_starts_with: "1-" }) { id text } }',
    '{ notes(first: 1000, where: { id_gt: "1-00", id_lt: "2" }) { id text } }',
    '{ notes(first: 1000, where: { id_gte: "2" }) { id text } }',
  ],
}
