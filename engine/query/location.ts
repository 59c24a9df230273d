import type { FieldNode, Source, Token } from 'graphql'
import type { Location } from './errors.ts'

/** Where tokens are whose place differs from what graphql-js counts, by where they start. */
const placesBySource = new WeakMap<Source, ReadonlyMap<number, Location> | 'as counted'>()

/** Texts in which all count alike. */
const PLAIN = /^[\n\x20-\x7e]*$/

/**
 * Where a node starts, as graph-node counts: in characters, of which between words a tab is eight, a carriage return and
 * a byte order mark none; a line ends with a line feed.
 */
export function locationOf({ loc }: { readonly loc?: FieldNode['loc'] }): Location {
  if (loc === undefined) return { line: 0, column: 0 }
  const { startToken, source } = loc
  const places = placesBySource.get(source) ?? placesOf(source, startToken)
  placesBySource.set(source, places)
  const { line, column } = startToken
  return (places === 'as counted' ? undefined : places.get(startToken.start)) ?? { line, column }
}

function placesOf({ body }: Source, anyToken: Token): ReadonlyMap<number, Location> | 'as counted' {
  if (PLAIN.test(body)) return 'as counted'
  let token: Token | null = anyToken
  while (token?.prev) token = token.prev
  const places = new Map<number, Location>()
  let [line, column, end] = [1, 1, 0]
  for (; token !== null; token = token.next) {
    for (const character of body.slice(end, token.start)) {
      if (character === '\n') [line, column] = [line + 1, 1]
      else if (character === '\t') column += 8
      else if (character !== '\r' && character !== '\ufeff') column++
    }
    places.set(token.start, { line, column })
    const lines = body.slice(token.start, token.end).split('\n')
    const last = [...(lines.at(-1) ?? '')].length
    column = lines.length > 1 ? last + 1 : column + last
    line += lines.length - 1
    end = token.end
  }
  return places
}
