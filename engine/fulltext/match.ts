import type { LexemeQuery, SearchQuery } from './search-query.ts'
import type { Vector } from './vector.ts'

/** The places where a lexeme of the query is found, ascending; undefined where it is not. */
export type FindPlaces = (lexeme: LexemeQuery) => readonly number[] | undefined

/** Whether a text matches: PostgreSQL's `@@`. */
export function matches(query: SearchQuery, vector: Vector): boolean {
  return holds(query, (lexeme) => findPlaces(vector, lexeme))
}

/** Whether a query holds, given where its lexemes are. */
export function holds(query: SearchQuery, find: FindPlaces): boolean {
  switch (query.kind) {
    case 'lexeme':
      return find(query) !== undefined
    case 'not':
      return !holds(query.operand, find)
    case 'and':
      return holds(query.left, find) && holds(query.right, find)
    case 'or':
      return holds(query.left, find) || holds(query.right, find)
    case 'phrase':
      return findEnds(query, find) !== undefined
  }
}

/** The entries of a vector that a lexeme of a query stands for, in the order of their bytes. */
export function entriesOf(vector: Vector, { lexeme, isPrefix }: LexemeQuery): (readonly [string, readonly number[]])[] {
  const exact = vector.places.get(lexeme)
  if (!isPrefix) return exact === undefined ? [] : [[lexeme, exact]]
  return [...vector.places].filter(([entry]) => entry.startsWith(lexeme)).sort(([a], [b]) => compareBytes(a, b))
}

export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function findPlaces(vector: Vector, lexeme: LexemeQuery): readonly number[] | undefined {
  if (!lexeme.canMatch) return undefined
  const entries = entriesOf(vector, lexeme)
  const [first] = entries
  if (entries.length <= 1) return first?.[1]
  return [...new Set(entries.flatMap(([, places]) => places))].sort((a, b) => a - b)
}

/** Where parts of a phrase end; with `negated`, everywhere else. */
type Ends = { readonly places: readonly number[]; readonly negated: boolean; readonly width: number }

/** Undefined where nothing ends. The narrower of two is moved to the end of the wider one. */
function findEnds(query: SearchQuery, find: FindPlaces): Ends | undefined {
  if (query.kind === 'lexeme') {
    const places = find(query)
    return places && { places, negated: false, width: 0 }
  }
  if (query.kind === 'not') return negate(findEnds(query.operand, find))
  const left = findEnds(query.left, find)
  if (left === undefined && query.kind !== 'or') return undefined
  const right = findEnds(query.right, find)
  if (right === undefined && (query.kind !== 'or' || left === undefined)) return undefined
  const l = left ?? NOWHERE
  const r = right ?? NOWHERE
  if (query.kind === 'phrase') {
    const width = query.distance + l.width + r.width
    return both(move(l, query.distance + r.width), r, width)
  }
  const width = Math.max(l.width, r.width)
  const [a, b] = [move(l, width - l.width), move(r, width - r.width)]
  if (query.kind === 'and') return both(a, b, width)
  // One or the other is all but what is in neither.
  return negate(both(opposite(a), opposite(b), width), width)
}

const NOWHERE: Ends = { places: [], negated: false, width: 0 }

function move({ places, negated, width }: Ends, by: number): Ends {
  return { places: places.map((place) => place + by), negated, width }
}

function opposite(ends: Ends): Ends {
  return { ...ends, negated: !ends.negated }
}

function negate(ends: Ends | undefined, width = 0): Ends | undefined {
  if (ends === undefined) return { places: [], negated: true, width }
  return found(opposite(ends))
}

function found(ends: Ends): Ends | undefined {
  return ends.negated || ends.places.length > 0 ? ends : undefined
}

function both(a: Ends, b: Ends, width: number): Ends | undefined {
  if (a.negated && b.negated) {
    const places = [...new Set([...a.places, ...b.places])].sort((x, y) => x - y)
    return { places, negated: true, width }
  }
  const [kept, other] = a.negated ? [b, a] : [a, b]
  const others = new Set(other.places)
  return found({ places: kept.places.filter((place) => others.has(place) !== other.negated), negated: false, width })
}
