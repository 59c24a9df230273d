import type { FieldDef, ScalarName } from '../../../engine/types.ts'
import type { Random } from './random.ts'

/*
 * Values of the generated entities and of the filters that look for them. The pools are small, so that values meet, and
 * hold what databases, languages and notations disagree about: case, wildcards, signs, sizes, code points.
 */

const TEXTS = [
  '',
  'a',
  'A',
  'ab',
  'aB',
  'Ab c',
  'b%',
  'a_b',
  '%',
  '_',
  '100%',
  'x\\y',
  "O'Neil",
  'q"q',
  'é',
  'É',
  '日本',
]
const MORE_TEXTS = ['😀', '\uff21', 'z', 'zz', ' a', 'a ', '[a]', '*', '?a', 'null', '0x0a', 'line\nbreak', 'ß', 'ẞ']
const BYTES = ['0x', '0x00', '0x0a', '0x0a0b', '0x0b', '0xff', '0xdeadbeef', '0xdead', `0x${'ab'.repeat(32)}`]
const INTS = ['0', '1', '-1', '2', '10', '42', '2147483647', '-2147483648']
const INT8S = [...INTS, '9223372036854775807', '-9223372036854775808', '9007199254740993']
const BIG_INTS = [...INT8S, '18446744073709551616', `1${'0'.repeat(40)}`, `-1${'0'.repeat(40)}`, '99', '100', '-99']
const DECIMALS = ['0', '1', '-1', '0.5', '-0.5', '1.10', '1.1', '-1.1', '0.0000000001', `1${'0'.repeat(30)}`, '12.34']
const MORE_DECIMALS = ['-12.34', '3.333333333333333333333333333333333', '100', '99.9', '-100', '123456789.987654321']
const TIMESTAMPS = ['0', '1', '1700000000000000', '1700000000123456', '1600000000000001', '999999']

const POOLS: Readonly<Record<ScalarName, readonly string[]>> = {
  ID: TEXTS,
  String: [...TEXTS, ...MORE_TEXTS],
  Bytes: BYTES,
  Boolean: ['true', 'false'],
  Int: INTS,
  Int8: INT8S,
  Timestamp: TIMESTAMPS,
  BigInt: BIG_INTS,
  BigDecimal: [...DECIMALS, ...MORE_DECIMALS],
}

/** A value of a scalar, as text. */
export function randomText(random: Random, scalar: ScalarName): string {
  return random.pick(POOLS[scalar])
}

/** A literal of GraphQL for a value given as text, in one of the ways that clients write it. */
export function literalOf(random: Random, field: Pick<FieldDef, 'kind' | 'scalar'>, text: string): string {
  if (field.kind === 'enum') return text
  switch (field.scalar) {
    case 'Boolean':
    case 'Int':
      return text
    case 'Int8':
    case 'BigInt':
    case 'BigDecimal':
      // Integers beyond 64 bits are no GraphQL for graph-node.
      return /^-?\d{1,18}(\.\d{1,6})?$/.test(text) && random.chance(0.4) ? text : JSON.stringify(text)
    case 'Bytes':
      return JSON.stringify(
        random.chance(0.2) ? random.pick([text.slice(2), text.toUpperCase().replace('0X', '0x')]) : text,
      )
    default:
      return JSON.stringify(text)
  }
}
