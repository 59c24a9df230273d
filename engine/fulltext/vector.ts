import { stemEnglish } from './english.ts'
import { ENGLISH_STOP_WORDS } from './stop-words.ts'
import { type Token, tokenise } from './tokens.ts'

/** A text search configuration of PostgreSQL. */
export type Language = 'simple' | 'english'

/** PostgreSQL's `tsvector`. */
export type Vector = {
  /** Of each lexeme that was wanted, its places in the text, ascending from 1. */
  readonly places: ReadonlyMap<string, readonly number[]>
  /** Whether the text has no lexemes at all, wanted or not. */
  readonly isEmpty: boolean
}

/** A lexeme with its place; a stop word takes a place, too. */
export type Placed = { readonly lexeme: string; readonly place: number }

/** PostgreSQL's limits: bytes of a word that is indexed, of one that is stemmed, the last place, places of a lexeme. */
const MAX_WORD_BYTES = 2_046
const MAX_STEMMED_BYTES = 1_000
const LAST_PLACE = 16_383
const MAX_PLACES_OF_A_TEXT = 255
const MAX_PLACES = 256
/** Words whose lexemes are kept: most texts are made of a few. */
const MAX_KNOWN_WORDS = 65_536

/**
 * PostgreSQL's `to_tsvector` of each text, put together with `||`: the places of a text follow the last one of those
 * before it.
 * @param isWanted which lexemes are of interest
 */
export function vectorOf(
  language: Language,
  texts: readonly string[],
  isWanted: (lexeme: string) => boolean = () => true,
): Vector {
  const places = new Map<string, number[]>()
  let offset = 0
  for (const text of texts) {
    const counts = new Map<string, number>()
    let last = 0
    for (const { lexeme, place } of placedLexemes(language, text)) {
      last = Math.min(place, LAST_PLACE)
      if (!isWanted(lexeme)) continue
      const count = counts.get(lexeme) ?? 0
      counts.set(lexeme, count + 1)
      const known = places.get(lexeme)
      if (known === undefined) places.set(lexeme, [Math.min(last + offset, LAST_PLACE)])
      else if (count < MAX_PLACES_OF_A_TEXT && known.length < MAX_PLACES && known.at(-1) !== LAST_PLACE)
        known.push(Math.min(last + offset, LAST_PLACE))
    }
    offset = Math.min(last + offset, LAST_PLACE)
  }
  return { places, isEmpty: offset === 0 }
}

/** The lexemes of a text in their order. */
export function placedLexemes(language: Language, text: string): Placed[] {
  const placed: Placed[] = []
  let place = 0
  for (const token of tokenise(text)) {
    if (isLonger(token.text, MAX_WORD_BYTES)) continue
    place++
    const lexeme = language === 'english' && token.isWord ? englishLexeme(token) : lowerAscii(token.text)
    if (lexeme !== undefined) placed.push({ lexeme, place })
  }
  return placed
}

const englishLexemes = new Map<string, string | undefined>()

/** Undefined for a stop word. */
function englishLexeme({ text }: Token): string | undefined {
  const known = englishLexemes.get(text)
  if (known !== undefined || englishLexemes.has(text)) return known
  const lower = lowerAscii(text)
  if (isLonger(lower, MAX_STEMMED_BYTES)) return lower
  const lexeme = ENGLISH_STOP_WORDS.has(lower) ? undefined : stemEnglish(lower)
  if (englishLexemes.size === MAX_KNOWN_WORDS) englishLexemes.clear()
  englishLexemes.set(text, lexeme)
  return lexeme
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

function isLonger(text: string, bytes: number): boolean {
  // No character of a JavaScript string takes more than three.
  return text.length > bytes / 3 && Buffer.byteLength(text) > bytes
}
