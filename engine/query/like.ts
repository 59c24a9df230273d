/**
 * A pattern of PostgreSQL's LIKE as one of SQLite's GLOB, which, unlike SQLite's LIKE, tells `A` from `a`.
 * `%` is any text, `_` any character, and a backslash takes the next character as it is.
 */
export function globOf(pattern: string): string {
  let glob = ''
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern.charAt(i)
    if (character === '%') glob += '*'
    else if (character === '_') glob += '?'
    else if (character === '\\' && i + 1 < pattern.length) glob += literal(pattern.charAt(++i))
    else glob += literal(character)
  }
  return glob
}

function literal(character: string): string {
  return character === '*' || character === '?' || character === '[' ? `[${character}]` : character
}
