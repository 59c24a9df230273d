import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decodedParams, decodeEvent, EventWords, toAbiEvent, wordsOfHex } from '../../../engine/runtime/index.ts'
import { readEthereumValue, writeEthereumValue } from '../../../engine/runtime/marshal/ethereum.ts'
import { writeEventWords } from '../../../engine/runtime/marshal/event-words.ts'
import { type Random, seededRandom } from '../../contracts/support/random.ts'
import { newMemory } from '../support/wasm-memory.ts'

const SEED = Number(process.env.SEED ?? 1)
const DRAWS = 5_000

const TYPES = ['address', 'bool', 'uint256', 'uint8', 'int256', 'int24', 'bytes32', 'bytes4', 'function']
/** What only a topic tells in one word: the hash of the value. */
const HASHED = ['string', 'bytes', 'uint256[]', 'bytes32[2]', 'tuple']

/** Words of all lengths, around the ends of what a number of bytes holds, of both signs. */
function word(random: Random): string {
  const bits = BigInt(random.below(257))
  const near = (1n << bits) + BigInt(random.below(5) - 2)
  return BigInt.asUintN(256, random.below(2) === 0 ? near : -near)
    .toString(16)
    .padStart(64, '0')
}

describe('the words of an event', () => {
  it(`go into a mapping's memory as what they are decoded to (seed ${SEED})`, () => {
    const random = seededRandom(SEED)
    for (let i = 0; i < DRAWS; i++) {
      const memory = newMemory()
      let topicsLeft = 3
      const parameters = Array.from({ length: random.below(6) }, (_, position) => {
        const indexed = topicsLeft > 0 && random.below(2) === 0
        if (indexed) topicsLeft--
        const types = indexed && random.below(3) === 0 ? HASHED : TYPES
        const type = types[random.below(types.length)] ?? ''
        return { name: `p${position}`, type, indexed, ...(type === 'tuple' && { components: [] }) }
      })
      const event = toAbiEvent('Event', parameters)
      const topics = [event.topic0, ...parameters.filter(({ indexed }) => indexed).map(() => `0x${word(random)}`)]
      const plain = parameters.filter(({ indexed }) => !indexed)
      const data = `0x${plain.map(() => word(random)).join('')}${random.below(2) === 0 ? '' : '00'}`
      const words = EventWords.of(event, wordsOfHex(topics, data))
      assert.ok(words)
      const decoded = decodeEvent(event, wordsOfHex(topics, data))
      assert.deepEqual(decodedParams(words), decoded)
      const written = memory.readArray(writeEventWords(memory, words)).map((item) => {
        const [name, value] = [memory.readWord(item), memory.readWord(item, 1)]
        return { name: memory.readString(name), value: readEthereumValue(memory, value), bytes: payload(value) }
      })
      const expected = decoded.map(({ name, value }) => {
        const bytes = payload(writeEthereumValue(memory, value))
        return { name, value: readEthereumValue(memory, writeEthereumValue(memory, value)), bytes }
      })
      assert.deepEqual(written, expected)

      /** The very bytes: an integer has as few as hold it. */
      function payload(value: number): string {
        const kind = memory.readWord(value)
        const at = memory.readWord(value, 2)
        return kind === 5 ? `${at}` : memory.readHex(at)
      }
    }
  })

  it('are not those of an event with a parameter of more words', () => {
    for (const type of ['string', 'bytes', 'uint256[]', 'uint8[2]'])
      assert.equal(EventWords.of(toAbiEvent('E', [{ name: 'p', type }]), wordsOfHex(['0x'], '0x')), undefined)
  })

  it('are refused where topics or data are too few', () => {
    const event = toAbiEvent('E', [
      { name: 'a', type: 'address', indexed: true },
      { name: 'b', type: 'uint256' },
    ])
    const [topics, data] = [[event.topic0, `0x${'0'.repeat(64)}`], `0x${'0'.repeat(64)}`]
    assert.ok(EventWords.of(event, wordsOfHex(topics, data)))
    for (const [wrongTopics, wrongData] of [
      [[event.topic0], data],
      [[...topics, data], data],
      [topics, data.slice(0, -2)],
    ] as const) {
      assert.throws(() => EventWords.of(event, wordsOfHex(wrongTopics, wrongData)), { name: 'AbiError' })
      assert.throws(() => decodeEvent(event, wordsOfHex(wrongTopics, wrongData)), { name: 'AbiError' })
    }
  })
})
