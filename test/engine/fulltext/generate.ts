/** Texts, words and queries for a comparison with PostgreSQL, from a seed. */
export type Generator = { text(): string; word(): string; sentence(): string; query(): string; brokenQuery(): string }

const PIECES =
  'a foo b1 1 23 é - - . . @ / _ : :// ~ + e E com .com x.org < > & &amp; # ? " \' <b> </b> = script <script> </script> <!-- --> ; 日 ( * ..' +
  ' ./ <br/> http:// A % \\ <style 😀 | { 1.5 -2 6e23 &#12; x@y.org'
const STEMS =
  'happ relat nation gener commun arsen hop hopp fall fly cr sk univers oper electric vi y sy appl troubl siz disab conflat ow play' +
  ' enjoy beaut succ proc exc inn out can herr ear rad analog geo cod xy tt ing ed s e li ye sess ga mult box snow try day skis dying' +
  ' idly gently ugly early only singly sky news howe atlas cosmos bias andes'
const ENDINGS =
  's es ies ied ing ed edly ingly eed eedly y ization ational fulness ousness iveness tional biliti lessli entli ation alism aliti ousli' +
  ' iviti fulli enci anci abli izer ator alli bli ogi li ly alize icate iciti ative ical ness ful ement ance ence able ible ment ant' +
  ' ent ism ate iti ous ive ize ion al er ic e l ll us ss ying logy bility'
const WORDS = 'cat cats dog dogs run running the a of foo-bar x.com big bigger small catalog fish é 12 -5 runs'
const OPERANDS = [...WORDS.split(' '), "'big cat'", "'the dog of fish'"]
const MODIFIERS = ['', '', '', '', ':*', ':A', ':D', ':*b']
const SIGNS = [
  "'",
  '(',
  ')',
  '&',
  '|',
  '!',
  '<->',
  '<2>',
  '<',
  ':',
  ':*',
  ' ',
  '\\',
  'cat',
  'the',
  '"',
  '<-1>',
  '<99999>',
]

export function createGenerator(seed: number): Generator {
  let state = seed
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
  const pick = (items: readonly string[]): string => items[below(items.length)] ?? ''
  const several = (items: readonly string[], most: number, joint: string): string =>
    Array.from({ length: below(most + 1) }, () => pick(items)).join(joint)

  function query(depth: number): string {
    if (depth === 0 || below(3) === 0) return pick(OPERANDS) + pick(MODIFIERS)
    const inner = () => query(depth - 1)
    const join = (sign: string) => `${inner()} ${sign} ${inner()}`
    switch (below(7)) {
      case 0:
        return join('&')
      case 1:
        return join('|')
      case 2:
        return join('<->')
      case 3:
        return join(`<${below(4)}>`)
      case 4:
        return `!${inner()}`
      case 5:
        return `!(${inner()})`
      default:
        return `(${inner()}) <-> (${inner()})`
    }
  }

  const pieces = [...PIECES.split(' '), ' ', '\n', '\u00a0']
  const stems = STEMS.split(' ')
  const endings = ENDINGS.split(' ')
  return {
    text: () => several(pieces, 9, ''),
    word: () => pick(stems) + several(['b', 'tt', 'v', 'nn', 'st', ...endings], 1, '') + several(endings, 2, ''),
    sentence: () => several(WORDS.split(' '), 14, ' '),
    query: () => query(3),
    brokenQuery: () => several(SIGNS, 6, ''),
  }
}
