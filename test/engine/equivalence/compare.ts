import { NO_ANSWER } from './pair.ts'

/** How two answers compare. */
export type Verdict = { readonly kind: 'equal' | 'different' } | { readonly kind: 'explained'; readonly why: string }

/** What graph-node does otherwise, by reason, and how to tell. */
const EXPLAINED: readonly { readonly why: string; holds(ours: string, theirs: string, query: string): boolean }[] = [
  {
    why: 'graph-node closes the connection where a query spreads a fragment that does not exist',
    holds: (ours, theirs) => theirs === NO_ANSWER && ours.includes('"errors"'),
  },
  {
    why: 'graph-node fails to order a nested collection by a field of a child; the engine orders it',
    holds: (_ours, theirs) => theirs.includes('SortKey::ChildKey cannot be used for parent ordering'),
  },
  {
    why: "graph-node's SQL fails where no parent refers to an entity of an interface whose ids are no texts",
    holds: (_ours, theirs) => /operator does not exist: text = (?:bytea|bigint)/.test(theirs),
  },
  {
    why: "graph-node's SQL fails where an interface is ordered by a field of a child; the engine orders it",
    holds: (_ours, theirs) => /missing FROM-clause entry for table \\"i\d/.test(theirs),
  },
  {
    why: "graph-node's SQL fails where types that change and types that do not are ordered by a field of a child that can be either",
    holds: (_ours, theirs) => /COALESCE types (?:int4range and integer|integer and int4range) /.test(theirs),
  },
  {
    why: "graph-node's message ends with its SQL query",
    holds: (ours, theirs) => isSame(JSON.parse(ours), JSON.parse(withoutSql(theirs))),
  },
  {
    why: "graph-node's SQL fails where the text of a reference to a Bytes id is matched by its start or end",
    holds: (_ours, theirs) => /Failed to get entities from store: operator does not exist: bytea !?~~/.test(theirs),
  },
  {
    why: 'graph-node fails, in other words, where a nested field selects nothing',
    holds: (ours, theirs) =>
      ours.includes('expected prefetched result, but found nothing') &&
      (theirs.includes('expected prefetched result, but found nothing') || theirs.includes('panic processing query')),
  },
  {
    why: 'graph-node estimates the size of a query with a negative `first`',
    holds: (_ours, theirs) => theirs.includes('query potentially returns `18446744073709551615` entities'),
  },
  {
    why: "graph-node's message about nested child filters shows the filter in its internal form",
    holds: (ours, theirs) => isSame(JSON.parse(maskNesting(ours)), JSON.parse(maskNesting(theirs))),
  },
  {
    why: 'graph-node reads one row more than there are parents of a derived field that should have one: which ambiguities it then finds is chance',
    holds: (ours, theirs) => isCutShort(JSON.parse(ours), JSON.parse(theirs)),
  },
  {
    why: 'graph-node leaves ties open when it orders by a field of a child',
    holds: (ours, theirs, query) => ORDERS_BY_CHILD.test(query) && sorted(ours) === sorted(withoutSql(theirs)),
  },
]

function withoutSql(answer: string): string {
  return answer.replaceAll(/, query = from .*? query_id [0-9a-f-]+(?=")/g, '')
}

function maskNesting(answer: string): string {
  return answer.replaceAll(/(Child filter nesting not supported by value `\w+`: `).*?(?=`"\})/g, '$1')
}

/** In a literal, a default of a variable, or a variable's value: `field__childField`. */
const ORDERS_BY_CHILD = /(?:orderBy: |_orderBy = |\\?":\\?")(?!__)\w+?__\w/

/** An answer without the order of its lists. */
function sorted(answer: string): string {
  const { data, errors = [] } = (JSON.parse(answer) as Answer) ?? {}
  return JSON.stringify([sortLists(data), canonical(errors)])
}

function sortLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => JSON.stringify(sortLists(item))).sort()
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sortLists(item)]))
}

/** Null where there was none. */
type Answer = { readonly data?: unknown; readonly errors?: readonly ResponseError[] } | null
type ResponseError = { readonly message: string; readonly locations?: readonly unknown[] }

/**
 * Compares bytes. Where they differ only by what graph-node itself leaves to chance, or by a difference that is listed
 * here with its reason, the verdict is `explained`.
 */
export function compareAnswers(ours: string, theirs: string, query: string): Verdict {
  if (ours === theirs) return { kind: 'equal' }
  if (theirs !== NO_ANSWER) {
    const [mine, other] = [JSON.parse(ours), JSON.parse(theirs)] as [Answer, Answer]
    if (isSame(mine, other)) return { kind: 'explained', why: ORDER_OF_ERRORS }
    if (isSameData(mine, other) && isSyntaxError(mine) && isSyntaxError(other))
      return { kind: 'explained', why: TEXT_OF_SYNTAX_ERROR }
  }
  const explanation = EXPLAINED.find(({ holds }) => holds(ours, theirs, query))
  return explanation === undefined ? { kind: 'different' } : { kind: 'explained', why: explanation.why }
}

const TEXT_OF_SYNTAX_ERROR =
  "graph-node's message about a syntax error quotes freed memory in place of what it found; the engine quotes the token"

const ORDER_OF_ERRORS =
  'graph-node changes the order of errors and of their keys from run to run, and counts those of shared objects otherwise'

function isSame(a: Answer, b: Answer): boolean {
  return isSameData(a, b) && canonical(a?.errors ?? []) === canonical(b?.errors ?? [])
}

function isSameData(a: Answer, b: Answer): boolean {
  return JSON.stringify(a?.data) === JSON.stringify(b?.data)
}

/**
 * Whether graph-node's answer is that of some of the rows: its `limit` for all parents together is one more than their
 * number, in any order. It finds an ambiguity then, but not those of the rows that are left out, nor what is below
 * these; and a parent whose only row is left out has none.
 */
function isCutShort(mine: Answer, other: Answer): boolean {
  if (!isSameData(mine, other) || !other?.errors?.some(({ message }) => AMBIGUOUS.test(message))) return false
  return (
    errorsOnlyIn(mine, other).every(({ message }) => AMBIGUOUS.test(message) || NO_VALUE.test(message)) &&
    errorsOnlyIn(other, mine).every(({ message }) => NO_VALUE.test(message))
  )
}

function errorsOnlyIn(answer: Answer, other: Answer): ResponseError[] {
  const there = new Set((other?.errors ?? []).map(keyOf))
  return (answer?.errors ?? []).filter((error) => !there.has(keyOf(error)))
}

const AMBIGUOUS = /^Ambiguous result for derived field /
const NO_VALUE = /^Null value resolved for non-null field /

function canonical(errors: readonly ResponseError[]): string {
  return JSON.stringify([...new Set(errors.map(keyOf))].sort())
}

/** An error as text, with its keys in order. */
function keyOf(error: ResponseError): string {
  return JSON.stringify(error, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}

function isSyntaxError(answer: Answer): boolean {
  const errors = answer?.errors ?? []
  return errors.length === 1 && /^(?:Syntax Error|query parse error|Unexpected|Expected)/.test(errors[0]?.message ?? '')
}
