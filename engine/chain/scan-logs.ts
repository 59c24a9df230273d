import { Arena } from '../packed-bytes.ts'
import { PackedLog } from './packed-log.ts'

/*
 * Most of what a node answers in a backfill are logs. As JSON.parse reads them they are a dozen objects each, which live
 * until their range was run; here they are read from the bytes of the answer in the form that nodes write: no white
 * space, no escapes, hex in lower case. Whatever is in another form is left to JSON.parse, and to the checks of its values.
 */

/** Where the logs begin. */
const RESULT = '"result":['
/** Of the answer: before the logs stand a version and an id. */
const MAX_HEAD = 256

const [QUOTE, COMMA, COLON, BACKSLASH] = [0x22, 0x2c, 0x3a, 0x5c]
const [LIST_START, LIST_END, OBJECT_START, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d]

/** The value of a lower-case digit by its character code; of other characters more than 15. */
const DIGITS = new Uint8Array(256).fill(0xff)
for (const [value, digit] of [...'0123456789abcdef'].entries()) DIGITS[digit.charCodeAt(0)] = value

/** The fields, by their number, and `":` behind the name. */
const FIELDS = [
  'address',
  'topics',
  'data',
  'blockHash',
  'blockNumber',
  'transactionHash',
  'transactionIndex',
  'logIndex',
  'removed',
]
const KEYS = FIELDS.map((name) => Buffer.from(`${name}":`))
const [ADDRESS, TOPICS, DATA, BLOCK_HASH, BLOCK_NUMBER, TRANSACTION_HASH, TRANSACTION_INDEX, LOG_INDEX, REMOVED] =
  KEYS.keys() as Iterable<number> as [number, number, number, number, number, number, number, number, number]
const OTHER = KEYS.length
/** All but `removed`, which some nodes leave out. */
const REQUIRED = (1 << REMOVED) - 1

/** A quantity of so many digits is a safe integer. */
const MAX_DIGITS = 13

/** The answer is in another form. */
class OtherForm extends Error {}

/** A text that the logs before have, too, and where it stands. */
type Shared = { at: number; text: string }

/** The answer to `eth_getLogs`, its logs as PackedLog; undefined where it is in another form. */
export function scanLogs(body: Buffer): unknown {
  const found = body.toString('latin1', 0, MAX_HEAD).indexOf(RESULT)
  if (found < 0) return undefined
  const start = found + RESULT.length
  try {
    const { logs, end } = new LogScanner(body, start).scan()
    // What stands around the logs is read as JSON, with a number in the place of the logs.
    const envelope: unknown = JSON.parse(`${body.toString('utf8', 0, start - 1)}0${body.toString('utf8', end)}`)
    const isAround = typeof envelope === 'object' && envelope !== null && 'result' in envelope && envelope.result === 0
    return isAround ? { ...envelope, result: logs } : undefined
  } catch (error) {
    if (error instanceof OtherForm || error instanceof SyntaxError) return undefined
    throw error
  }
}

const arena = new Arena()

class LogScanner {
  readonly #body: Buffer
  #at: number
  /** By field, the field that followed it in the log before. */
  readonly #following = new Uint8Array(KEYS.length + 1).fill(OTHER)
  readonly #shared = { address: none(), topic0: none(), blockHash: none(), transactionHash: none() }

  constructor(body: Buffer, start: number) {
    this.#body = body
    this.#at = start
  }

  /** The logs, and where what follows their list begins. */
  scan(): { logs: PackedLog[]; end: number } {
    const logs: PackedLog[] = []
    if (this.#body[this.#at] === LIST_END) return { logs, end: this.#at + 1 }
    do logs.push(this.#readLog())
    while (this.#isNext(COMMA))
    this.#skip(LIST_END)
    return { logs, end: this.#at }
  }

  #readLog(): PackedLog {
    const { address, topic0, blockHash, transactionHash } = this.#shared
    let [seen, before] = [0, OTHER]
    let [topicsAt, topics, dataAt, dataEnd] = [0, 0, 0, 0]
    let [blockNumber, transactionIndex, logIndex] = [0, 0, 0]
    let removed = false
    this.#skip(OBJECT_START)
    do {
      const field = this.#readKey(before)
      this.#following[before] = field
      before = field
      seen |= 1 << field
      switch (field) {
        case ADDRESS:
          this.#readShared(address, 42)
          break
        case TOPICS:
          this.#skip(LIST_START)
          topicsAt = this.#at
          topics = this.#readTopics(topic0)
          break
        case DATA:
          this.#skip(QUOTE)
          dataAt = this.#at
          dataEnd = this.#body.indexOf(QUOTE, dataAt)
          this.#at = dataEnd + 1
          break
        case BLOCK_HASH:
          this.#readShared(blockHash, 66)
          break
        case BLOCK_NUMBER:
          blockNumber = this.#readQuantity()
          break
        case TRANSACTION_HASH:
          this.#readShared(transactionHash, 66)
          break
        case TRANSACTION_INDEX:
          transactionIndex = this.#readQuantity()
          break
        case LOG_INDEX:
          logIndex = this.#readQuantity()
          break
        case REMOVED:
          removed = this.#readWord() === 'true'
          break
        default:
          if (this.#body[this.#at] === QUOTE) this.#skipText()
          else this.#readWord()
      }
    } while (this.#isNext(COMMA))
    this.#skip(OBJECT_END)
    if ((seen & REQUIRED) !== REQUIRED) throw new OtherForm()
    arena.reserve(32 * topics + ((dataEnd - dataAt) >>> 1))
    const start = arena.at
    // Of a topic: a quote, `0x`, the digits, a quote and a comma.
    for (let topic = 1; topic < topics; topic++) this.#putHex(topicsAt + 69 * topic + 1, topicsAt + 69 * topic + 67)
    const dataStart = arena.at
    this.#putHex(dataAt, dataEnd)
    const words = { bytes: arena.bytes, start, dataStart, end: arena.at }
    const texts = { address: address.text, blockHash: blockHash.text, transactionHash: transactionHash.text }
    const origin = { ...texts, topic0: topics === 0 ? '' : topic0.text }
    return new PackedLog(origin, [blockNumber, transactionIndex, logIndex], removed, words)
  }

  /** The number of a field, or OTHER; what comes next is its value. */
  #readKey(before: number): number {
    this.#skip(QUOTE)
    const expected = this.#following[before] ?? OTHER
    if (expected !== OTHER && this.#isKey(expected)) return expected
    for (let field = 0; field < KEYS.length; field++) if (this.#isKey(field)) return field
    this.#at--
    this.#skipText()
    this.#skip(COLON)
    return OTHER
  }

  /** Goes past the name of the field, if it is that. */
  #isKey(field: number): boolean {
    const key = KEYS[field]
    if (key === undefined) return false
    const body = this.#body
    const at = this.#at
    for (let i = 0; i < key.length; i++) if (body[at + i] !== key[i]) return false
    this.#at += key.length
    return true
  }

  /** `0x` and digits, `length` characters, that are most often those of the log before. */
  #readShared(shared: Shared, length: number): void {
    const body = this.#body
    const at = this.#at + 1
    if (body[at - 1] !== QUOTE || body[at + length] !== QUOTE) throw new OtherForm()
    this.#at = at + length + 1
    let i = 0
    if (shared.text !== '') while (i < length && body[at + i] === body[shared.at + i]) i++
    if (i === length) return
    this.#checkHex(at, at + length)
    shared.at = at
    shared.text = body.toString('latin1', at, at + length)
  }

  /** How many there are. Topics behind the first are only known to be of the right length. */
  #readTopics(topic0: Shared): number {
    if (this.#isNext(LIST_END)) return 0
    this.#readShared(topic0, 66)
    let topics = 1
    for (; this.#isNext(COMMA); topics++) {
      if (this.#body[this.#at] !== QUOTE || this.#body[this.#at + 67] !== QUOTE) throw new OtherForm()
      this.#at += 68
    }
    this.#skip(LIST_END)
    return topics
  }

  #readQuantity(): number {
    const body = this.#body
    const first = this.#at + 3
    let value = 0
    let at = first
    for (let digit = DIGITS[body[at] ?? 0] ?? 16; digit < 16; digit = DIGITS[body[++at] ?? 0] ?? 16)
      value = value * 16 + digit
    const isCanonical = at === first + 1 || (at > first && at <= first + MAX_DIGITS && body[first] !== 0x30)
    if (!isCanonical || body[first - 3] !== QUOTE || !this.#isZeroX(first - 2)) throw new OtherForm()
    this.#at = at
    this.#skip(QUOTE)
    return value
  }

  /** `true`, `false`, `null`. */
  #readWord(): string {
    for (const word of ['false', 'true', 'null']) {
      const end = this.#at + word.length
      if (this.#body.toString('latin1', this.#at, end) !== word) continue
      this.#at = end
      return word
    }
    throw new OtherForm()
  }

  #skipText(): void {
    this.#skip(QUOTE)
    const body = this.#body
    let at = this.#at
    for (; body[at] !== QUOTE; at++) {
      const code = body[at] ?? 0
      if (code < 0x20 || code > 0x7e || code === BACKSLASH) throw new OtherForm()
    }
    this.#at = at + 1
  }

  #skip(character: number): void {
    if (!this.#isNext(character)) throw new OtherForm()
  }

  #isNext(character: number): boolean {
    if (this.#body[this.#at] !== character) return false
    this.#at++
    return true
  }

  #isZeroX(at: number): boolean {
    return this.#body[at] === 0x30 && this.#body[at + 1] === 0x78
  }

  /** @param from where `0x` stands */
  #checkHex(from: number, to: number): void {
    if (!this.#isZeroX(from)) throw new OtherForm()
    for (let i = from + 2; i < to; i++) if ((DIGITS[this.#body[i] ?? 0] ?? 16) > 15) throw new OtherForm()
  }

  /** Packs the bytes of `0x` and digits. */
  #putHex(from: number, to: number): void {
    if (!this.#isZeroX(from) || (to - from) % 2 !== 0) throw new OtherForm()
    const body = this.#body
    const bytes = arena.bytes
    let byte = arena.at
    for (let i = from + 2; i < to; i += 2) {
      const high = DIGITS[body[i] ?? 0] ?? 16
      const low = DIGITS[body[i + 1] ?? 0] ?? 16
      if ((high | low) > 15) throw new OtherForm()
      bytes[byte++] = (high << 4) | low
    }
    arena.at = byte
  }
}

function none(): Shared {
  return { at: 0, text: '' }
}
