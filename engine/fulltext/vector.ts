import { stemEnglish } from './english.ts'
import { ENGLISH_STOP_WORDS } from './stop-words.ts'
import { type Token, tokenise } from './tokens.ts'

/** A text search configuration of PostgreSQL. */
export type Language = 'simple' | 'english'

/** The places of each lexeme in a text, ascending from 1: PostgreSQL's `tsvector`. */
export type Vector = ReadonlyMap<string, readonly number[]>

/** A lexeme with its place; a stop word takes a place, too. */
export type Placed = { readonly lexeme: string; readonly place: number }

/** PostgreSQL's limits: bytes of a word that is indexed, of one that is stemmed, the last place, places of a lexeme. */
const MAX_WORD_BYTES = 2_046
const MAX_STEMMED_BYTES = 1_000
const LAST_PLACE = 16_383
const MAX_PLACES_OF_A_TEXT = 255
const MAX_PLACES = 256

/** PostgreSQL's `to_tsvector` of each text, put together with `||`. */
export function vectorOf(language: Language, texts: readonly string[]): Vector {
  const [first = new Map<string, number[]>(), ...others] = texts.map((text) => oneVector(language, text))
  for (const other of others) append(first, other)
  return first
}

/** The lexemes of a text in their order. */
export function placedLexemes(language: Language, text: string): Placed[] {
  let place = 0
  return tokenise(text).flatMap((token) => {
    if (Buffer.byteLength(token.text) > MAX_WORD_BYTES) return []
    place++
    const lexeme = findLexeme(language, token)
    return lexeme === undefined ? [] : [{ lexeme, place }]
  })
}

/** Undefined for a stop word. */
function findLexeme(language: Language, { text, isWord }: Token): string | undefined {
  const lower = text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
  if (language === 'simple' || !isWord || Buffer.byteLength(lower) > MAX_STEMMED_BYTES) return lower
  return ENGLISH_STOP_WORDS.has(lower) ? undefined : stemEnglish(lower)
}

function oneVector(language: Language, text: string): Map<string, number[]> {
  const vector = new Map<string, number[]>()
  for (const { lexeme, place } of placedLexemes(language, text)) {
    const places = vector.get(lexeme)
    if (places === undefined) vector.set(lexeme, [Math.min(place, LAST_PLACE)])
    else if (places.length < MAX_PLACES_OF_A_TEXT && places.at(-1) !== LAST_PLACE)
      places.push(Math.min(place, LAST_PLACE))
  }
  return vector
}

/** The places of the second text follow the last one of the first. */
function append(to: Map<string, number[]>, from: Vector): void {
  let offset = 0
  for (const places of to.values()) offset = Math.max(offset, places.at(-1) ?? 0)
  for (const [lexeme, places] of from) {
    const known = to.get(lexeme) ?? []
    to.set(lexeme, known)
    for (const place of places)
      if (known.length < MAX_PLACES && known.at(-1) !== LAST_PLACE) known.push(Math.min(place + offset, LAST_PLACE))
  }
}
