/*
 * The tokens that PostgreSQL's default text search parser finds, for a database with the C locale, as graph-node demands
 * it: all characters beyond ASCII are letters. A kind of token that needs what follows is tried before a plainer one.
 */

/** A part of a text that has a place in the index. `isWord`: stemmed where the language does so, no number, host or path. */
export type Token = { readonly text: string; readonly isWord: boolean }

const ALPHA = 'A-Za-z\\u0080-\\uffff'
const ALNUM = `0-9${ALPHA}`
const SPACE = ' \\t-\\r'
const WORD = `[0-9]*[${ALPHA}][${ALNUM}]*`
const RUN = '[0-9A-Za-z]+(?:[._-][0-9A-Za-z]+)*'
const HOST = `${RUN}\\.[A-Za-z]{2,}(?![0-9A-Za-z])(?::[0-9]+)?`
const URL_PATH = '/[!#-;=?-\\[\\]_a-z~]+'
/** What follows a slash of a path. */
const STEP = `(?:~/|\\./|\\.\\./)*(?:[~.]?\\w|\\.\\.(?=$|[/${SPACE}]))`
const REST_OF_PATH = `[\\w-]*(?:(?:\\.\\w|/${STEP})[\\w-]*)*`
const IN_TAG = `(?:[\\w=\\-#/:.&?%~${SPACE}]|'(?:\\\\[^]|[^'\\\\])*'|"(?:\\\\[^]|[^"\\\\])*")*>`

const rule = (source: string): RegExp => new RegExp(source, 'y')
const PLAIN_WORD = rule(`[A-Za-z]+(?![${ALNUM}.@:/_-])`)
const TAG = rule(
  `<(?:!--[^]*?-->|![Dd]${IN_TAG}|\\?x${IN_TAG}|(?:/[A-Za-z]|[A-Za-z:_])[${ALNUM}:_.-]*(?:/?>|[${SPACE}]${IN_TAG}))`,
)
/** What is within these two is no text, even where the tag itself is malformed. */
const CODE_STARTS = rule(`<(?:script|style)(?=[>${SPACE}])`)
const CODE_ENDS = rule(`</(?:script|style)(?=[>${SPACE}])`)
const ENTITY = rule(`&(?:#(?:[xX][0-9a-fA-F]+|[0-9]+)|[A-Za-z:_][${ALNUM}:_.-]*);`)
const PROTOCOL = rule('[A-Za-z]+://')
const NUMBER_WITH_EXPONENT = rule('[0-9]+[eE][+-]?[0-9]+')
/** The first that matches counts; a URL with its two halves, which are tokens, too. */
const HOSTS = [`${RUN}@${HOST}`, `(${HOST})(${URL_PATH})`, HOST].map(rule)
const HOST_RUN = rule(RUN)
const SIGN_OF_VERSION = rule('[+-](?=[0-9]+\\.[0-9]+\\.[0-9])')
const COMPOUND = rule(`${WORD}(?:-${WORD})+`)
const PART = rule(WORD)
const HYPHEN = rule(`-(?=[${ALNUM}])`)
/** Of several that match, the first counts. */
const UNSTEMMED = [
  `(?=[${ALPHA}]*[0-9])[${ALNUM}]+@${HOST}`,
  `(?:[A-Za-z]+|(?=[${ALPHA}]*[0-9])${WORD})(?:\\.\\w|/${STEP})${REST_OF_PATH}`,
  `[0-9]+/${STEP}${REST_OF_PATH}`,
  `(?:/${STEP}|~(?:\\w|/${STEP})|\\./${STEP}|\\.\\.(?:/${STEP}|(?=$|[/${SPACE}])))${REST_OF_PATH}`,
  '[0-9]+\\.[0-9]+(?:(?:\\.[0-9]+)+|[eE][+-]?[0-9]+)?',
  '[+-][0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?',
  `[0-9]+(?![${ALNUM}])`,
].map(rule)
const BETWEEN = rule(`[^][^${ALNUM}<+\\-&/]*`)

/** The tokens of a text, in their order. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  let inCode = false
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found !== null) at = pattern.lastIndex
    return found ?? undefined
  }
  const looksAt = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    return pattern.test(text)
  }
  const takeWord = (pattern: RegExp): boolean => {
    const found = take(pattern)
    if (found !== undefined) tokens.push({ text: found[0], isWord: !/[0-9]/.test(found[0]) })
    return found !== undefined
  }
  // Where none is, none starts later in the same run of letters, digits and what joins them.
  let noHostUntil = 0
  const takeHost = (): RegExpExecArray | undefined => {
    if (at < noHostUntil) return undefined
    const found = firstOf(HOSTS, take)
    if (found === undefined && looksAt(HOST_RUN)) noHostUntil = HOST_RUN.lastIndex
    return found
  }
  while (at < text.length) {
    if (text[at] === '<') {
      if (looksAt(CODE_STARTS)) inCode = true
      else if (looksAt(CODE_ENDS)) inCode = false
      if (take(TAG)) continue
    }
    if (inCode) {
      const next = text.indexOf('<', at + 1)
      at = next === -1 ? text.length : next
      continue
    }
    const plain = take(PLAIN_WORD)?.[0]
    if (plain !== undefined) {
      tokens.push({ text: plain, isWord: true })
      continue
    }
    if (take(ENTITY) || take(PROTOCOL) || take(SIGN_OF_VERSION)) continue
    const start = at
    const other = take(NUMBER_WITH_EXPONENT) ?? takeHost() ?? firstOf(UNSTEMMED, take)
    if (other !== undefined) for (const part of other) tokens.push({ text: part, isWord: false })
    else if (takeWord(COMPOUND)) {
      // Its parts follow, and whatever else hangs on with a hyphen.
      at = start
      while (takeWord(PART) || take(HYPHEN)) {}
    } else if (!takeWord(PART)) take(BETWEEN)
  }
  return tokens
}

function firstOf<T>(patterns: readonly RegExp[], take: (pattern: RegExp) => T | undefined): T | undefined {
  for (const pattern of patterns) {
    const found = take(pattern)
    if (found !== undefined) return found
  }
  return undefined
}
