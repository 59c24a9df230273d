import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { matches } from '../../../engine/fulltext/match.ts'
import { findNeedles } from '../../../engine/fulltext/needles.ts'
import { proximityRank } from '../../../engine/fulltext/proximity-rank.ts'
import { rank } from '../../../engine/fulltext/rank.ts'
import { lexemesOf, parseSearchQuery } from '../../../engine/fulltext/search-query.ts'
import { tokenise } from '../../../engine/fulltext/tokens.ts'
import { placedLexemes, vectorOf } from '../../../engine/fulltext/vector.ts'
import { findPostgres, startPostgres } from '../../support/postgres.ts'
import { createGenerator } from './generate.ts'

const SEED = 2_026
const CASES = 3_000
/** Kinds of tokens that are stemmed, and those that are not indexed. */
const STEMMED = ['asciiword', 'word', 'asciihword', 'hword', 'hword_asciipart', 'hword_part']
const LEFT_OUT = ['blank', 'tag', 'protocol', 'entity']

const bin = findPostgres()
const skip = bin === undefined && 'PostgreSQL is not installed (apt-get install postgresql)'

/** Each row of `cases` as JSON text, in order: `sql` makes a JSON value of `v`, one of them. */
function ask(url: string, sql: string, cases: readonly unknown[]): unknown[] {
  const input = `SET client_min_messages = error;
    CREATE OR REPLACE FUNCTION pg_temp.parsed(q text) RETURNS text LANGUAGE plpgsql AS
      $$ BEGIN RETURN coalesce(to_tsquery(q)::text, ''); EXCEPTION WHEN others THEN RETURN 'error: ' || sqlerrm; END $$;
    SELECT json_agg(${sql} ORDER BY place) FROM json_array_elements($json$${JSON.stringify(cases)}$json$) WITH ORDINALITY AS c(v, place);`
  const output = execFileSync(join(bin ?? '', 'psql'), [url, '-AtqX'], { input, maxBuffer: 1e9, encoding: 'utf8' })
  return JSON.parse(output) as unknown[]
}

function compare<T>(cases: readonly T[], ours: (item: T) => unknown, theirs: readonly unknown[]): void {
  assert.equal(cases.length, theirs.length)
  for (const [i, item] of cases.entries()) assert.deepEqual(ours(item), theirs[i], JSON.stringify(item))
}

describe('fulltext search, against PostgreSQL', { skip }, () => {
  it('finds the same tokens, lexemes, queries and ranks', async (t: TestContext) => {
    const postgres = await startPostgres()
    t.after(() => postgres.close())
    const generator = createGenerator(SEED)
    const make = <T>(one: () => T): T[] => Array.from({ length: CASES }, one)

    await t.test('tokens', () => {
      const texts = make(generator.text)
      const sql = `(SELECT coalesce(json_agg(json_build_array(p.token, t.alias = ANY('{${STEMMED}}'))), '[]')
        FROM ts_parse('default', v #>> '{}') p JOIN ts_token_type('default') t USING (tokid)
        WHERE t.alias <> ALL('{${LEFT_OUT}}'))`
      const ours = (text: string) => tokenise(text).map((token) => [token.text, token.isWord])
      compare(texts, ours, ask(postgres.url, sql, texts))
    })

    await t.test('stems, each found by its needle', () => {
      const words = make(generator.word)
      const stems = ask(postgres.url, `coalesce((ts_lexize('english_stem', v #>> '{}'))[1], '')`, words)
      compare(words, (word) => placedLexemes('english', word)[0]?.lexeme ?? '', stems)
      for (const word of words) {
        const needles = findNeedles(parseSearchQuery(word))
        assert.ok(needles.length === 0 || needles.some((needle) => word.includes(needle)), word)
      }
    })

    await t.test('which texts match, and their ranks', () => {
      const cases = make(() => ({
        language: generator.text().length % 2 === 0 ? ('simple' as const) : ('english' as const),
        texts: Array.from({ length: 1 + (generator.text().length % 3) }, generator.sentence),
        query: generator.query(),
      })).filter(({ query }) => {
        // Of more lexemes PostgreSQL keeps either one of two that are equal but for their modifiers.
        const parsed = parseSearchQuery(query)
        return parsed === undefined || lexemesOf(parsed).length < 7
      })
      assert.ok(cases.length > CASES / 2)
      const vector = [0, 1, 2].map(
        (i) => `to_tsvector((v ->> 'language')::regconfig, coalesce(v -> 'texts' ->> ${i}, ''))`,
      )
      const sql = `(SELECT json_build_array(w @@ q, ts_rank(w, q)::float8, ts_rank_cd(w, q)::float8)
        FROM (SELECT ${vector.join(' || ')} AS w, to_tsquery(v ->> 'query') AS q) s)`
      const theirs = ask(postgres.url, sql, cases)
      const ours = ({ language, texts, query }: (typeof cases)[number]) => {
        const parsed = parseSearchQuery(query)
        const words = vectorOf(language, texts)
        return parsed === undefined
          ? [false, 0, 0]
          : [matches(parsed, words), rank(parsed, words), proximityRank(parsed, words)]
      }
      compare(cases, ours, theirs)
      assert.ok(theirs.filter((answer) => Array.isArray(answer) && answer[0] === true).length > CASES / 10)
    })

    await t.test('what is no query', () => {
      const queries = make(generator.brokenQuery)
      const theirs = ask(postgres.url, `pg_temp.parsed(v #>> '{}')`, queries).map(String)
      const ours = (query: string) => {
        try {
          const parsed = parseSearchQuery(query)
          return parsed === undefined ? 0 : lexemesOf(parsed).length
        } catch (error) {
          return `error: ${(error as Error).message}`
        }
      }
      const counted = theirs.map((text) => (text.startsWith('error: ') ? text : (text.match(/'/g)?.length ?? 0) / 2))
      compare(queries, ours, counted)
      assert.ok(theirs.some((text) => !text.startsWith('error: ') && text !== ''))
    })
  })
})
