import { type AbiEvent, checkFit, decodeEvent, type EventParam } from './event.ts'
import type { LogWords } from './log-words.ts'
import { AbiError, type AbiType } from './types.ts'

/** The parameters of a log, decoded where something besides a handler wants them. */
export type EventParams = readonly EventParam[] | EventWords

const KINDS: ReadonlySet<AbiType['kind']> = new Set(['address', 'bool', 'int', 'uint', 'fixedBytes'])

/** The parameters of a log each of which is one word: they go into a mapping's memory as the log has them. */
export class EventWords {
  readonly event: AbiEvent
  readonly words: LogWords

  private constructor(event: AbiEvent, words: LogWords) {
    this.event = event
    this.words = words
  }

  /** @returns undefined where a parameter is not one word @throws AbiError when topics or data do not fit the event */
  static of(event: AbiEvent, words: LogWords): EventWords | undefined {
    if (!isOfWords(event)) return undefined
    checkFit(event, words)
    if (words.end - words.dataStart < 32 * event.dataTypes.length)
      throw new AbiError(`a log whose data is too short for ${event.signature}`)
    return new EventWords(event, words)
  }

  decode(): EventParam[] {
    return decodeEvent(this.event, this.words)
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
