import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  encodeAbiParameters,
  getAddress,
  keccak256,
  pad,
  parseAbiItem,
  toBytes,
  toEventSelector,
  type AbiParameter as ViemParameter,
} from 'viem'
import {
  AbiError,
  decodeEvent,
  decodeValues,
  type EthereumValue,
  encodeValues,
  parseType,
  toAbiEvent,
  wordsOfHex,
} from '../../../engine/runtime/index.ts'

const FC = { seed: 42, numRuns: 400 }

/** A type with a value of it, in viem's form and in ours. */
type Sample = { readonly parameter: ViemParameter; readonly theirs: unknown; readonly ours: EthereumValue }

const bytesOf = (min: number, max: number) => fc.uint8Array({ minLength: min, maxLength: max })
const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}` as const

const elementary: fc.Arbitrary<Sample> = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 32 }), fc.bigInt({ min: 0n, max: 2n ** 256n - 1n })).map(([size, raw]) => {
    const value = BigInt.asUintN(size * 8, raw)
    const theirs = size * 8 <= 48 ? Number(value) : value
    return { parameter: { type: `uint${size * 8}` }, theirs, ours: { kind: 'uint', value } } as Sample
  }),
  fc.tuple(fc.integer({ min: 1, max: 32 }), fc.bigInt({ min: 0n, max: 2n ** 256n - 1n })).map(([size, raw]) => {
    const value = BigInt.asIntN(size * 8, raw)
    const theirs = size * 8 <= 48 ? Number(value) : value
    return { parameter: { type: `int${size * 8}` }, theirs, ours: { kind: 'int', value } } as Sample
  }),
  bytesOf(20, 20).map(
    (value) =>
      ({ parameter: { type: 'address' }, theirs: getAddress(hex(value)), ours: { kind: 'address', value } }) as Sample,
  ),
  fc
    .boolean()
    .map((value) => ({ parameter: { type: 'bool' }, theirs: value, ours: { kind: 'bool', value } }) as Sample),
  bytesOf(0, 70).map(
    (value) => ({ parameter: { type: 'bytes' }, theirs: hex(value), ours: { kind: 'bytes', value } }) as Sample,
  ),
  fc
    .string({ unit: 'grapheme' })
    .map((value) => ({ parameter: { type: 'string' }, theirs: value, ours: { kind: 'string', value } }) as Sample),
  bytesOf(1, 32).map(
    (value) =>
      ({
        parameter: { type: `bytes${value.length}` },
        theirs: hex(value),
        ours: { kind: 'fixedBytes', value },
      }) as Sample,
  ),
)

/** Arrays repeat one sample, so that all items are of one type. */
function nest(inner: fc.Arbitrary<Sample>): fc.Arbitrary<Sample> {
  const repeated = fc.tuple(inner, fc.integer({ min: 1, max: 3 }))
  return fc.oneof(
    { weight: 3, arbitrary: inner },
    {
      weight: 1,
      arbitrary: repeated.map(([{ parameter, theirs, ours }, length]) => ({
        parameter: { ...parameter, type: `${parameter.type}[]` },
        theirs: Array(length).fill(theirs),
        ours: { kind: 'array', value: Array(length).fill(ours) },
      })),
    },
    {
      weight: 1,
      arbitrary: repeated.map(([{ parameter, theirs, ours }, length]) => ({
        parameter: { ...parameter, type: `${parameter.type}[${length}]` },
        theirs: Array(length).fill(theirs),
        ours: { kind: 'fixedArray', value: Array(length).fill(ours) },
      })),
    },
    {
      weight: 1,
      arbitrary: fc.array(inner, { minLength: 1, maxLength: 3 }).map((items) => ({
        parameter: { type: 'tuple', components: items.map((item, i) => ({ ...item.parameter, name: `f${i}` })) },
        theirs: Object.fromEntries(items.map((item, i) => [`f${i}`, item.theirs])),
        ours: { kind: 'tuple', value: items.map((item) => item.ours) },
      })),
    },
  ) as fc.Arbitrary<Sample>
}

const samples = fc.array(nest(nest(elementary)), { minLength: 1, maxLength: 4 })

/** The signature form of a parameter's type. */
function typeText(parameter: ViemParameter): string {
  if (!('components' in parameter)) return parameter.type
  return `(${parameter.components.map(typeText).join(',')})${parameter.type.slice('tuple'.length)}`
}

/** Buffers and plain arrays of bytes compare as different otherwise. */
function plain(value: EthereumValue): unknown {
  if (value.value instanceof Uint8Array) return { kind: value.kind, value: hex(value.value) }
  if (Array.isArray(value.value)) return { kind: value.kind, value: value.value.map(plain) }
  return value
}

describe('the ABI codec', () => {
  it('encodes what viem encodes', () => {
    fc.assert(
      fc.property(samples, (items) => {
        const expected = encodeAbiParameters(
          items.map((item) => item.parameter),
          items.map((item) => item.theirs),
        )
        assert.equal(hex(encodeValues(items.map((item) => item.ours))), expected)
      }),
      FC,
    )
  })
  it('decodes what viem encodes', () => {
    fc.assert(
      fc.property(samples, (items) => {
        const data = encodeAbiParameters(
          items.map((item) => item.parameter),
          items.map((item) => item.theirs),
        )
        const types = items.map((item) => parseType(typeText(item.parameter)))
        const decoded = decodeValues(types, Buffer.from(data.slice(2), 'hex'))
        assert.deepEqual(
          decoded.map(plain),
          items.map((item) => plain(item.ours)),
        )
      }),
      FC,
    )
  })
  it('A93: decodes anything to values or to an AbiError', () => {
    fc.assert(
      fc.property(samples, fc.uint8Array({ maxLength: 400 }), (items, data) => {
        const types = items.map((item) => parseType(typeText(item.parameter)))
        try {
          decodeValues(types, data)
        } catch (error) {
          assert.ok(error instanceof AbiError)
        }
      }),
      FC,
    )
  })
  it('refuses lengths that the data cannot hold', () => {
    const bomb = Buffer.concat([Buffer.alloc(31), Buffer.of(32), Buffer.alloc(29, 0xff), Buffer.of(255, 255, 255)])
    assert.throws(() => decodeValues([parseType('uint256[]')], bomb), AbiError)
    assert.throws(() => decodeValues([parseType('bytes')], bomb), AbiError)
  })
})

describe('parseType', () => {
  for (const text of [
    'uint7',
    'bytes33',
    'uint264',
    '',
    '(uint256',
    'uint256)',
    'uint256[',
    'foo',
    'uint256[]x',
    '()x',
  ]) {
    it(`refuses \`${text}\``, () => assert.throws(() => parseType(text), AbiError))
  }
  it('takes white space behind `(` and `,` and before `)`, and uint for uint256', () => {
    assert.deepEqual(parseType('( uint, address[2] )[]'), parseType('(uint256,address[2])[]'))
    for (const text of [' (uint)', '(uint) ', '(uint ,bool)', '(uint[ 2])']) {
      assert.throws(() => parseType(text), AbiError, text)
    }
  })
})

describe('decodeEvent', () => {
  const declaration =
    'event Sent(address indexed from, string indexed topic, uint256 amount, (uint8 a, bytes b)[] parts)'
  const item = parseAbiItem(declaration) as unknown as { name: string; inputs: Parameters<typeof toAbiEvent>[1] }
  const event = toAbiEvent(item.name, item.inputs)
  const from = '0x00000000000000000000000000000000000000aa'
  const topics = [event.topic0, pad(from), keccak256(toBytes('x'))]
  const data = encodeAbiParameters(
    [
      { type: 'uint256' },
      {
        type: 'tuple[]',
        components: [
          { type: 'uint8', name: 'a' },
          { type: 'bytes', name: 'b' },
        ],
      },
    ],
    [7n, [{ a: 1, b: '0x0102' }]],
  )

  it('gives the parameters in declaration order, an indexed string as its hash', () => {
    const params = decodeEvent(event, wordsOfHex(topics, data))
    assert.deepEqual(
      params.map(({ name }) => name),
      ['from', 'topic', 'amount', 'parts'],
    )
    assert.deepEqual(
      params.map(({ value }) => value.kind),
      ['address', 'fixedBytes', 'uint', 'array'],
    )
    assert.equal(hex(params[1]?.value.value as Uint8Array), topics[2])
  })
  it('has the first topic that viem computes', () => {
    assert.equal(event.topic0, toEventSelector('Sent(address,string,uint256,(uint8,bytes)[])'))
  })
  it('refuses a log with another number of topics', () => {
    assert.throws(() => decodeEvent(event, wordsOfHex(topics.slice(0, 2), data)), /has 2 indexed parameters, the log 1/)
  })
})
