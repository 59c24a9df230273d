import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readLog } from '../../../engine/chain/logs.ts'
import { PackedLog } from '../../../engine/chain/packed-log.ts'
import { scanLogs } from '../../../engine/chain/scan-logs.ts'
import { type Random, seededRandom } from '../../contracts/support/random.ts'

const SEED = Number(process.env.SEED ?? 1)
const ANSWERS = 300
const DAMAGES = 20_000

const hex = (random: Random, bytes: number) =>
  `0x${Array.from({ length: bytes }, () => random.below(256).toString(16).padStart(2, '0')).join('')}`
const quantity = (random: Random) => `0x${random.below(2 ** random.below(31)).toString(16)}`

function shuffled<T>(random: Random, items: T[]): T[] {
  const rest = [...items]
  return items.map(() => rest.splice(random.below(rest.length), 1)[0] as T)
}

/** As nodes answer: logs of one contract and one block follow one another, their fields in one order. */
function randomLogs(random: Random): Record<string, unknown>[] {
  const keys = shuffled(random, [
    ...['address', 'topics', 'data', 'blockHash', 'blockNumber', 'transactionHash', 'transactionIndex', 'logIndex'],
    ...(random.below(3) === 0 ? [] : ['removed']),
    ...(random.below(3) === 0 ? ['blockTimestamp', 'l1Fee', 'logType'] : []),
  ])
  let shared: Record<string, unknown> = {}
  return Array.from({ length: random.below(8) }, (_, index) => {
    if (index === 0 || random.below(3) === 0)
      shared = {
        address: hex(random, 20),
        topic0: hex(random, 32),
        blockHash: hex(random, 32),
        blockNumber: quantity(random),
        blockTimestamp: quantity(random),
        transactionHash: hex(random, 32),
        transactionIndex: quantity(random),
        l1Fee: null,
        logType: 'plain text',
      }
    const others = Array.from({ length: random.below(4) }, () => hex(random, 32))
    const own: Record<string, unknown> = {
      ...shared,
      topics: random.below(9) === 0 ? [] : [shared.topic0, ...others],
      data: hex(random, random.below(3) === 0 ? 0 : random.below(100)),
      logIndex: quantity(random),
      removed: random.below(5) === 0,
    }
    return Object.fromEntries(keys.map((key) => [key, own[key]]))
  })
}

function randomAnswer(random: Random): string {
  const answer = { jsonrpc: '2.0', id: random.below(1000), result: randomLogs(random) }
  const keys = shuffled(random, Object.keys(answer))
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, answer[key as keyof typeof answer]])))
}

type Answer = { readonly result: readonly unknown[] }

/** What the checks make of an answer; undefined where they refuse it. */
function checked(answer: unknown): unknown {
  try {
    const { result, ...rest } = answer as Answer
    const logs = result.map((item) => [JSON.parse(JSON.stringify(readLog(item))), isRemoved(item)])
    return { ...rest, logs }
  } catch {
    return undefined
  }
}

const isRemoved = (item: unknown) => (item as { removed?: unknown }).removed === true

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

describe('logs that are read from the bytes of an answer', () => {
  it(`are those that JSON.parse reads (seed ${SEED})`, () => {
    const random = seededRandom(SEED)
    for (let i = 0; i < ANSWERS; i++) {
      const text = randomAnswer(random)
      const answer = scanLogs(Buffer.from(text)) as Answer
      assert.ok(
        answer.result.every((log) => log instanceof PackedLog),
        text,
      )
      assert.deepEqual(checked(answer), checked(parsed(text)), text)
    }
  })

  it(`or left to it, where a byte of the answer is another (seed ${SEED})`, () => {
    const random = seededRandom(SEED)
    let read = 0
    for (let i = 0; i < DAMAGES; i++) {
      let body = Buffer.from(randomAnswer(random))
      const at = random.below(body.length)
      const kind = random.below(4)
      if (kind === 0) body[at] = random.below(256)
      else if (kind === 1) body.write('0"\\ ,:[]{}xAfn'[random.below(13)] ?? '', at)
      else if (kind === 2) body.copyWithin(at, at + 1 + random.below(80))
      else body = body.subarray(0, at)
      const answer = scanLogs(body)
      if (answer === undefined) continue
      read++
      assert.deepEqual(checked(answer), checked(parsed(body.toString())), body.toString())
    }
    // A damaged digit is still a digit.
    assert.ok(read > DAMAGES / 100, `${read} of ${DAMAGES}`)
  })

  const log = {
    address: `0x${'aB'.repeat(20)}`,
    topics: [`0x${'01'.repeat(32)}`],
    data: '0x',
    blockHash: `0x${'02'.repeat(32)}`,
    blockNumber: '0x10',
    transactionHash: `0x${'03'.repeat(32)}`,
    transactionIndex: '0x0',
    logIndex: '0x1',
  }
  const plain = { ...log, address: log.address.toLowerCase() }
  const otherForms: [name: string, text: string][] = [
    ['upper-case digits', JSON.stringify({ id: 1, result: [log] })],
    ['white space', JSON.stringify({ id: 1, result: [plain] }, null, 1)],
    ['leading zeros', JSON.stringify({ id: 1, result: [{ ...plain, logIndex: '0x01' }] })],
    ['numbers', JSON.stringify({ id: 1, result: [{ ...plain, logIndex: 1 }] })],
    ['an object in a log', JSON.stringify({ id: 1, result: [{ ...plain, extra: {} }] })],
    ['a field that lacks', JSON.stringify({ id: 1, result: [{ ...plain, data: undefined }] })],
    ['a null', JSON.stringify({ id: 1, result: [{ ...plain, blockNumber: null }] })],
    ['hex that ends within a byte', JSON.stringify({ id: 1, result: [{ ...plain, data: '0x123' }] })],
    ['an escape', JSON.stringify({ id: 1, result: [plain] }).replace('address', '\\u0061ddress')],
    ['an error beside', JSON.stringify({ id: 1, error: { message: 'busy' } })],
    ['a result within another object', `{"a":{"result":[]},"result":[${JSON.stringify(plain)}]}`],
    ['two results', `{"result":[${JSON.stringify(plain)}],"result":[]}`],
    ['an answer that was cut off', JSON.stringify({ id: 1, result: [plain, plain] }).slice(0, -3)],
    ['a batch', JSON.stringify([{ id: 1, result: [plain] }])],
  ]
  for (const [name, text] of otherForms)
    it(`leave ${name} to JSON.parse`, () => assert.equal(scanLogs(Buffer.from(text)), undefined))

  it('share no bytes with the answer', () => {
    const body = Buffer.from(JSON.stringify({ id: 1, result: [{ ...plain, data: '0xc0de' }] }))
    const [read] = (scanLogs(body) as { result: PackedLog[] }).result
    body.fill(0)
    assert.equal(read?.data, '0xc0de')
    assert.deepEqual(read?.topics, plain.topics)
  })
})
