/*
 * The Snowball stemmer for English ("Porter2", snowballstem.org/algorithms/english), as PostgreSQL has it. `Y` stands for
 * a y that is a consonant.
 */

const VOWEL = '[aeiouy]'
const EXCEPTIONS = new Map(
  Object.entries({
    skis: 'ski',
    skies: 'sky',
    dying: 'die',
    lying: 'lie',
    tying: 'tie',
    idly: 'idl',
    gently: 'gentl',
    ugly: 'ugli',
    early: 'earli',
    only: 'onli',
    singly: 'singl',
  }),
)
const UNCHANGED = new Set(['sky', 'news', 'howe', 'atlas', 'cosmos', 'bias', 'andes'])
/** Words that stay as they are once a plural's ending is gone. */
const UNCHANGED_LATER = new Set('inning outing canning herring earring proceed exceed succeed'.split(' '))

/** Endings of step 2 and what takes their place in R1. */
const STEP_2: readonly (readonly [string, string])[] = [
  ['ization', 'ize'],
  ['ational', 'ate'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['iveness', 'ive'],
  ['tional', 'tion'],
  ['biliti', 'ble'],
  ['lessli', 'less'],
  ['entli', 'ent'],
  ['ation', 'ate'],
  ['alism', 'al'],
  ['aliti', 'al'],
  ['ousli', 'ous'],
  ['iviti', 'ive'],
  ['fulli', 'ful'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['abli', 'able'],
  ['izer', 'ize'],
  ['ator', 'ate'],
  ['alli', 'al'],
  ['bli', 'ble'],
  ['ogi', 'og'],
  ['li', ''],
]
const STEP_3: readonly (readonly [string, string])[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['alize', 'al'],
  ['icate', 'ic'],
  ['iciti', 'ic'],
  ['ative', ''],
  ['ical', 'ic'],
  ['ness', ''],
  ['ful', ''],
]
const STEP_4 = /(?:ement|ance|ence|able|ible|ment|ant|ent|ism|ate|iti|ous|ive|ize|ion|al|er|ic)$/

const R1 = new RegExp(`^(?:gener|commun|arsen|.*?${VOWEL}[^aeiouy])`)
const AFTER_VOWEL_AND_CONSONANT = new RegExp(`^.*?${VOWEL}[^aeiouy]`)
const HAS_VOWEL = new RegExp(VOWEL)
const SHORT_SYLLABLE = new RegExp(`(?:[^aeiouy]${VOWEL}[^aeiouywxY]|^${VOWEL}[^aeiouy])$`)

/** The stem of a word in small letters. */
export function stemEnglish(word: string): string {
  if ([...word].length < 3 || UNCHANGED.has(word)) return word
  const exception = EXCEPTIONS.get(word)
  if (exception !== undefined) return exception
  const marked = word.replace(/^y/, 'Y').replace(/([aeiouy])y/g, '$1Y')
  const r1 = R1.exec(marked)?.[0].length ?? marked.length
  const r2 = r1 + (AFTER_VOWEL_AND_CONSONANT.exec(marked.slice(r1))?.[0].length ?? marked.length - r1)
  const singular = step1a(marked)
  if (UNCHANGED_LATER.has(singular)) return singular
  const stem = step5(step4(step3(step2(step1c(step1b(singular, r1)), r1), r1, r2), r2), r1, r2)
  return stem.replaceAll('Y', 'y')
}

/** Plurals. */
function step1a(word: string): string {
  if (word.endsWith('sses')) return word.slice(0, -2)
  if (/ie[ds]$/.test(word)) return word.slice(0, word.length > 4 ? -2 : -1)
  if (/[us]s$/.test(word) || !word.endsWith('s')) return word
  return HAS_VOWEL.test(word.slice(0, -2)) ? word.slice(0, -1) : word
}

/** Past and progressive forms. */
function step1b(word: string, r1: number): string {
  const eed = /eed(?:ly)?$/.exec(word)
  if (eed !== null) return eed.index >= r1 ? `${word.slice(0, eed.index)}ee` : word
  const ending = /(?:ed|ing)(?:ly)?$/.exec(word)
  if (ending === null) return word
  const stem = word.slice(0, ending.index)
  if (!HAS_VOWEL.test(stem)) return word
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`
  if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(stem)) return stem.slice(0, -1)
  return stem.length <= r1 && SHORT_SYLLABLE.test(stem) ? `${stem}e` : stem
}

function step1c(word: string): string {
  return /.[^aeiouy][yY]$/.test(word) ? `${word.slice(0, -1)}i` : word
}

function step2(word: string, r1: number): string {
  const found = STEP_2.find(([ending]) => word.endsWith(ending))
  if (found === undefined) return word
  const [ending, replacement] = found
  const start = word.length - ending.length
  if (start < r1) return word
  const before = word[start - 1] ?? ''
  if (ending === 'ogi' && before !== 'l') return word
  if (ending === 'li' && !'cdeghkmnrt'.includes(before)) return word
  return word.slice(0, start) + replacement
}

function step3(word: string, r1: number, r2: number): string {
  const found = STEP_3.find(([ending]) => word.endsWith(ending))
  if (found === undefined) return word
  const [ending, replacement] = found
  const start = word.length - ending.length
  return start < (ending === 'ative' ? r2 : r1) ? word : word.slice(0, start) + replacement
}

function step4(word: string, r2: number): string {
  const found = STEP_4.exec(word)
  if (found === null || found.index < r2) return word
  if (found[0] === 'ion' && !/[st]$/.test(word.slice(0, found.index))) return word
  return word.slice(0, found.index)
}

function step5(word: string, r1: number, r2: number): string {
  const stem = word.slice(0, -1)
  if (word.endsWith('e')) return stem.length >= r2 || (stem.length >= r1 && !SHORT_SYLLABLE.test(stem)) ? stem : word
  return word.endsWith('ll') && stem.length >= r2 ? stem : word
}
