import { type AbiEvent, decodeEvent, type EventParam } from './event.ts'
import { AbiError, type AbiType } from './types.ts'

/** The parameters of a log, decoded where something besides a handler wants them. */
export type EventParams = readonly EventParam[] | EventWords

const KINDS: ReadonlySet<AbiType['kind']> = new Set(['address', 'bool', 'int', 'uint', 'fixedBytes'])

/** The parameters of a log each of which is one word: they go into a mapping's memory as the log has them. */
export class EventWords {
  readonly event: AbiEvent
  readonly topics: readonly string[]
  readonly data: string

  private constructor(event: AbiEvent, topics: readonly string[], data: string) {
    this.event = event
    this.topics = topics
    this.data = data
  }

  /**
   * @param topics all topics of the log, as well-formed hex, like `data`
   * @returns undefined where a parameter is not one word @throws AbiError when topics or data do not fit the event
   */
  static of(event: AbiEvent, topics: readonly string[], data: string): EventWords | undefined {
    if (!isOfWords(event)) return undefined
    const { dataTypes, inputs } = event
    if (topics.length - 1 !== inputs.length - dataTypes.length || data.length < 2 + 64 * dataTypes.length)
      throw new AbiError(`a log that does not fit ${event.signature}`)
    return new EventWords(event, topics, data)
  }

  decode(): EventParam[] {
    return decodeEvent(this.event, this.topics, this.data)
  }
}

const ofWords = new WeakMap<AbiEvent, boolean>()

function isOfWords(event: AbiEvent): boolean {
  let known = ofWords.get(event)
  if (known === undefined) {
    known = event.dataTypes.every(({ kind }) => KINDS.has(kind))
    ofWords.set(event, known)
  }
  return known
}

export function decodedParams(params: EventParams): readonly EventParam[] {
  return params instanceof EventWords ? params.decode() : params
}
