import { placedLexemes } from './vector.ts'

/** PostgreSQL's `tsquery`. */
export type SearchQuery =
  | LexemeQuery
  | { readonly kind: 'not'; readonly operand: SearchQuery }
  | { readonly kind: 'and' | 'or'; readonly left: SearchQuery; readonly right: SearchQuery }
  | {
      readonly kind: 'phrase'
      readonly left: SearchQuery
      readonly right: SearchQuery
      /** From the end of the left to that of the right one, in places. */
      readonly distance: number
    }
export type LexemeQuery = {
  readonly kind: 'lexeme'
  readonly lexeme: string
  readonly isPrefix: boolean
  /** `false` where only weights are asked for that graph-node gives to no text. */
  readonly canMatch: boolean
}

/** A text that is no query, in PostgreSQL's words. */
export class SearchQueryError extends Error {}

/** What was parsed, stop words included. */
type Draft =
  | LexemeQuery
  | { readonly kind: 'stop' }
  | { readonly kind: 'not'; readonly operand: Draft }
  | { readonly kind: 'and' | 'or'; readonly left: Draft; readonly right: Draft }
  | { readonly kind: 'phrase'; readonly left: Draft; readonly right: Draft; readonly distance: number }

const MAX_DISTANCE = 16_384
const PRIORITIES = { or: 1, and: 2, phrase: 3, not: 4 } as const
const SPACES = /[ \t-\r]*/y
const OPERATOR = /[&|]|<(?:-|[0-9]+)>(?=[\s\S])/y
const DISTANCE = /<([0-9]+)/y
const PLAIN_OPERAND = /(?:\\[\s\S]|[^\\ \t-\r!&|()<:])+/y
const QUOTED_OPERAND = /'((?:\\[\s\S]|''|[^\\'])+)'/y
/** A backslash with nothing behind it: after what was read of an operand, or within one that is quoted. */
const LONE_BACKSLASH = /\\$/y
const QUOTED_LONE_BACKSLASH = /'(?:\\[\s\S]|[^\\'])*\\$/y
const MODIFIERS = /:([a-dA-D*]*)/y

/**
 * PostgreSQL's `to_tsquery` with the configuration `english`, the default of a database with the C locale: graph-node
 * names none, whatever the language of the texts.
 * @returns undefined for a query without lexemes, which nothing matches
 * @throws SearchQueryError
 */
export function parseSearchQuery(text: string): SearchQuery | undefined {
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found !== null) at = pattern.lastIndex
    return found ?? undefined
  }
  const syntaxError = () => new SearchQueryError(`syntax error in tsquery: "${text}"`)

  function operand(): Draft {
    take(SPACES)
    if (at === text.length) throw new SearchQueryError(`no operand in tsquery: "${text}"`)
    if (text[at] === '!') {
      at++
      return { kind: 'not', operand: operand() }
    }
    if (text[at] === '(') {
      at++
      const inner = expression(PRIORITIES.or)
      take(SPACES)
      if (text[at] !== ')') throw syntaxError()
      at++
      return inner
    }
    return value()
  }

  function value(): Draft {
    const isQuoted = text[at] === "'"
    const found = isQuoted ? take(QUOTED_OPERAND)?.[1]?.replaceAll("''", "'") : take(PLAIN_OPERAND)?.[0]
    if (isQuoted ? found === undefined && take(QUOTED_LONE_BACKSLASH) : take(LONE_BACKSLASH))
      throw new SearchQueryError(`there is no escaped character: "${text}"`)
    if (found === undefined) throw syntaxError()
    const modifiers = take(MODIFIERS)?.[1] ?? ''
    const weights = modifiers.replaceAll('*', '')
    return chain(found.replace(/\\([\s\S])/g, '$1'), {
      isPrefix: modifiers.includes('*'),
      canMatch: weights === '' || /d/i.test(weights),
    })
  }

  /** Even of an operator that is not complete. */
  function refuseDistance(): void {
    const start = at
    const distance = Number(take(DISTANCE)?.[1] ?? 0)
    at = start
    if (distance <= MAX_DISTANCE) return
    throw new SearchQueryError(
      `distance in phrase operator must be an integer value between zero and ${MAX_DISTANCE} inclusive`,
    )
  }

  /** Operators of this priority or a higher one. */
  function expression(priority: number): Draft {
    let left = operand()
    for (;;) {
      take(SPACES)
      const start = at
      refuseDistance()
      const [sign] = take(OPERATOR) ?? []
      if (sign === undefined) return left
      const kind = sign === '&' ? 'and' : sign === '|' ? 'or' : 'phrase'
      if (PRIORITIES[kind] < priority) {
        at = start
        return left
      }
      const distance = sign === '<->' ? 1 : Number(sign.slice(1, -1))
      const right = expression(PRIORITIES[kind] + 1)
      left = kind === 'phrase' ? { kind, left, right, distance } : { kind, left, right }
    }
  }

  take(SPACES)
  if (at === text.length) return undefined
  const draft = expression(PRIORITIES.or)
  if (at < text.length) throw syntaxError()
  return withoutStops(draft).query
}

/** One operand: the lexemes of its text as a phrase. */
function chain(text: string, rest: Pick<LexemeQuery, 'isPrefix' | 'canMatch'>): Draft {
  const [first, ...others] = placedLexemes('english', text)
  if (first === undefined) return { kind: 'stop' }
  let left: Draft = { kind: 'lexeme', lexeme: first.lexeme, ...rest }
  let last = first.place
  for (const { lexeme, place } of others) {
    left = { kind: 'phrase', left, right: { kind: 'lexeme', lexeme, ...rest }, distance: place - last }
    last = place
  }
  return left
}

/** What is left, and how much wider phrases around it get on its left and on its right. */
type Cleaned = { readonly query: SearchQuery | undefined; readonly before: number; readonly after: number }

/** Stop words go; a phrase keeps the places that they had. Where both sides are gone, `before` equals `after`. */
function withoutStops(draft: Draft): Cleaned {
  if (draft.kind === 'lexeme') return { query: draft, before: 0, after: 0 }
  if (draft.kind === 'stop') return { query: undefined, before: 0, after: 0 }
  if (draft.kind === 'not') {
    const { query, ...width } = withoutStops(draft.operand)
    return { query: query && { kind: 'not', operand: query }, ...width }
  }
  const left = withoutStops(draft.left)
  const right = withoutStops(draft.right)
  const distance = draft.kind === 'phrase' ? draft.distance : undefined
  if (left.query === undefined && right.query === undefined) {
    const width = distance === undefined ? Math.max(left.before, right.before) : left.before + distance + right.before
    return { query: undefined, before: width, after: width }
  }
  if (left.query === undefined)
    return distance === undefined ? right : { ...right, before: left.before + distance + right.before }
  if (right.query === undefined)
    return distance === undefined ? left : { ...left, after: left.after + distance + right.after }
  if (draft.kind !== 'phrase')
    return { query: { kind: draft.kind, left: left.query, right: right.query }, before: 0, after: 0 }
  return {
    query: {
      kind: 'phrase',
      left: left.query,
      right: right.query,
      distance: draft.distance + left.after + right.before,
    },
    before: left.before,
    after: right.after,
  }
}

/** The lexemes of a query in the order in which PostgreSQL keeps them: of two operands the right one first. */
export function lexemesOf(query: SearchQuery): LexemeQuery[] {
  if (query.kind === 'lexeme') return [query]
  if (query.kind === 'not') return lexemesOf(query.operand)
  return [...lexemesOf(query.right), ...lexemesOf(query.left)]
}
