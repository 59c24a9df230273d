import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { matches } from '../../../engine/fulltext/match.ts'
import { findNeedles } from '../../../engine/fulltext/needles.ts'
import { proximityRank } from '../../../engine/fulltext/proximity-rank.ts'
import { rank } from '../../../engine/fulltext/rank.ts'
import { parseSearchQuery, type SearchQuery, SearchQueryError } from '../../../engine/fulltext/search-query.ts'
import { tokenise } from '../../../engine/fulltext/tokens.ts'
import { type Language, vectorOf } from '../../../engine/fulltext/vector.ts'

/* What is expected here is what PostgreSQL 15 answers. */

function query(text: string): SearchQuery {
  const parsed = parseSearchQuery(text)
  assert.ok(parsed)
  return parsed
}

/** A query as PostgreSQL prints it. */
function print(parsed: SearchQuery | undefined): string {
  if (parsed === undefined) return ''
  switch (parsed.kind) {
    case 'lexeme':
      return `'${parsed.lexeme}'${parsed.isPrefix ? ':*' : ''}`
    case 'not':
      return `!${print(parsed.operand)}`
    case 'phrase':
      return `(${print(parsed.left)} <${parsed.distance}> ${print(parsed.right)})`
    default:
      return `(${print(parsed.left)} ${parsed.kind} ${print(parsed.right)})`
  }
}

function places(language: Language, ...texts: string[]): Record<string, readonly number[]> {
  return Object.fromEntries(vectorOf(language, texts).places)
}

describe('vectorOf', () => {
  it('stems words in English and leaves out stop words, which keep their places', () => {
    assert.deepEqual(places('english', 'The quick foxes jumped over 2 lazy-ish dogs at https://x.org/a?b=1'), {
      ...{ quick: [2], fox: [3], jump: [4], '2': [6], 'lazy-ish': [7], lazi: [8], ish: [9], dog: [10] },
      ...{ 'x.org/a?b=1': [12], 'x.org': [13], '/a?b=1': [14] },
    })
  })

  it('lowers ASCII letters alone', () => {
    assert.deepEqual(places('simple', "The Dog's Über v1.2.3 -7 a@b.com"), {
      ...{ the: [1], dog: [2], s: [3], Über: [4], 'v1.2.3': [5], '-7': [6], 'a@b.com': [7] },
    })
  })

  it('puts the next text after the last lexeme', () => {
    assert.deepEqual(places('english', 'fox the', 'a fox', '', 'dog'), { fox: [1, 3], dog: [4] })
  })

  it('keeps 255 places of a text, 256 in all, none beyond 16,383', () => {
    const many = 'fox '.repeat(300)
    assert.equal(places('simple', many).fox?.length, 255)
    assert.equal(places('simple', many, many).fox?.length, 256)
    assert.deepEqual(places('simple', `${'a b '.repeat(9_000)} end end`).end, [16_383])
  })

  it('leaves out words of 2,047 bytes, and does not stem those of 1,001', () => {
    assert.deepEqual(places('english', `${'s'.repeat(2_047)} dogs`), { dog: [1] })
    assert.deepEqual(Object.keys(places('english', `${'a'.repeat(1_000)}s`)), [`${'a'.repeat(1_000)}s`])
  })
})

describe('tokenise', () => {
  it('takes time in proportion to the text, where PostgreSQL tries again and again', () => {
    for (const unit of ['1_', 'a-', '1', 'a1', 'a.', 'a@', '<a ', '&a']) {
      const text = unit.repeat(100_000 / unit.length)
      assert.ok(tokenise(text).length <= text.length)
    }
  })
})

describe('parseSearchQuery', () => {
  const queries: [text: string, printed: string][] = [
    ['fox', "'fox'"],
    ['cats & !dogs | fox', "(('cat' and !'dog') or 'fox')"],
    ['a <-> quick <-> the <-> fox', "('quick' <2> 'fox')"],
    ['(the <-> fox) & !(cats | of)', "('fox' and !'cat')"],
    ['foo-bar:*', "(('foo-bar':* <1> 'foo':*) <1> 'bar':*)"],
    ["'the quick of foxes'", "('quick' <2> 'fox')"],
    ['fox <3> dog', "('fox' <3> 'dog')"],
    ['the', ''],
    [' ', ''],
  ]
  for (const [text, printed] of queries)
    it(`reads ${JSON.stringify(text)}`, () => assert.equal(print(parseSearchQuery(text)), printed))

  const wrong: [text: string, message: string][] = [
    ['fox dog', 'syntax error in tsquery: "fox dog"'],
    ['fox &', 'no operand in tsquery: "fox &"'],
    ['fox <->', 'syntax error in tsquery: "fox <->"'],
    ['fox <16385> dog', 'distance in phrase operator must be an integer value between zero and 16384 inclusive'],
    ['fox\\', 'there is no escaped character: "fox\\"'],
  ]
  for (const [text, message] of wrong)
    it(`refuses ${JSON.stringify(text)}`, () =>
      assert.throws(() => parseSearchQuery(text), new SearchQueryError(message)))
})

describe('ranks', () => {
  const ranks: [text: string, query: string, rank: number, proximityRank: number][] = [
    ['fox fox dog', 'fox', 0.075990885, 0.2],
    ['fox fox dog', 'fox & dog', 0.18784232, 0.1],
    ['fox fox dog', 'fox | cat', 0.037995443, 0.2],
    ['fox fox dog', 'fox <-> dog', 0.18784232, 0.1],
    ['fox a b c dog', 'fox & dog', 0.09524299, 0.025],
    ['bear', '!fox & !dog', 1e-20, 0],
    ['', '!fox & !dog', 0, 0],
  ]
  for (const [text, words, expected, near] of ranks)
    it(`of ${words} in "${text}"`, () => {
      const vector = vectorOf('english', [text])
      assert.equal(rank(query(words), vector), Math.fround(expected))
      assert.equal(proximityRank(query(words), vector), Math.fround(near))
    })
})

describe('matches', () => {
  const vector = vectorOf('english', ['The fox jumps over a dog'])
  for (const words of ['fox', 'jump <-> over <-> a <-> dog', 'ju:*', '!cat', 'fox <2> jump | dog', '!dog <-> fox'])
    it(words, () => assert.ok(matches(query(words), vector)))
  for (const words of ['cat', 'fox <2> jump', '!fox', 'fox:A', '!the & dog & cat', 'fox <-> !jump'])
    it(`not ${words}`, () => assert.ok(!matches(query(words), vector)))
})

describe('findNeedles', () => {
  const needles: [text: string, needles: string[]][] = [
    ['running', ['run']],
    ['happy & cat', ['happ']],
    ['fox | (dog & elephant)', ['fox', 'eleph']],
    ['fox | !dog', []],
    ['die', ['d']],
    [Array.from({ length: 40 }, (_, i) => `word${i}`).join(' | '), []],
  ]
  for (const [text, expected] of needles)
    it(text.slice(0, 30), () => assert.deepEqual(findNeedles(parseSearchQuery(text)), expected))
})
