/*
 * Names of the root fields. graph-node takes them from an English inflection library; these are its rules, so that
 * `Batch` is queried as `batches` here as there. All rules are case-sensitive, like the library's.
 */

/** Whole words. */
const IRREGULAR = new Map([
  ['ox', 'oxen'],
  ['man', 'men'],
  ['woman', 'women'],
  ['die', 'dice'],
  ['yes', 'yeses'],
  ['foot', 'feet'],
  ['eave', 'eaves'],
  ['goose', 'geese'],
  ['tooth', 'teeth'],
  ['quiz', 'quizzes'],
])

/** Endings, the first match decides: the first group stays, the second text follows it. */
const ENDINGS: readonly (readonly [ending: RegExp, plural: string])[] = [
  [/^(\w*)eaux$/, ''],
  [/^(\w*child)(?:ren)?$/, 'ren'],
  [/^(\w*pe)(?:rson|ople)$/, 'ople'],
  [/^(\w*[ml])(?:ice|ouse)$/, 'ice'],
  [/^(\w*(?:matr|cod|mur|sil|vert|ind|append))[ie]x$/, 'ices'],
  [/^(\w*(?:x|ch|ss|sh|zz))$/, 'es'],
  [/^(\w*[^ch][ieo][ln])ey$/, 'ies'],
  [/^(\w*(?:[^aeiouy]|qu))y$/, 'ies'],
  [/^(\w*(?:ar|l|ea|eo|oa|hoo))f$/, 'ves'],
  [/^(\w*(?:kni|wi|li))fe$/, 'ves'],
  [/^(\w*)sis$/, 'ses'],
  [/^(\w*(?:apheli|hyperbat|periheli|asyndet|noumen|phenomen|criteri|organ|prolegomen|hedr|automat))(?:a|on)$/, 'a'],
  [/^(\w*(?:agend|addend|millenni|dat|extrem|bacteri|desiderat|strat|candelabr|errat|ov|symposi))(?:a|um)$/, 'a'],
  [/^(\w*(?:curricul|automat|quor))(?:a|um)$/, 'a'],
  [/^(\w*(?:her|at|gr))o$/, 'oes'],
  [/^(\w*(?:seraph|cherub))(?:im)?$/, 'im'],
  [/^(\w*(?:alumn|alg|vertebr))ae?$/, 'ae'],
  [/^(\w*(?:alumn|syllab|octop|vir|radi|nucle|fung|cact|stimul|termin|bacill|foc|uter|loc|strat))(?:us|i)$/, 'i'],
  [/^(\w*(?:[^l]ias|[aeiou]las|[emjzr]as|[iu]am))$/, ''],
  [/^(\w*e[mn]u)s?$/, 's'],
  [/^(\w*(?:alias|[^aou]us|tlas|gas|ris))$/, 'es'],
  [/^(\w*(?:ax|test))is$/, 'es'],
  [/^(\w*[^aeiou]ese)$/, ''],
  [/^(\w*)s$/, 's'],
]

/** The names of an entity type's root fields, such as `label` and `labels`. */
export function rootNames(typeName: string): { readonly one: string; readonly many: string } {
  const one = camelCase(typeName)
  const many = camelCase(pluralOf(typeName))
  return { one, many: many === one ? `${many}_collection` : many }
}

function pluralOf(word: string): string {
  const irregular = IRREGULAR.get(word)
  if (irregular !== undefined) return irregular
  for (const [ending, plural] of ENDINGS) {
    const kept = ending.exec(word)?.[1]
    if (kept !== undefined) return kept + plural
  }
  return `${word}s`
}

/** `LabelBatch` is `labelBatch`, but `NFTOwner` is `nftowner`: a capital starts a word only after a small letter. */
function camelCase(name: string): string {
  let result = ''
  let newWord = false
  let last = ' '
  for (const character of name) {
    if (character === '_') newWord = result !== ''
    else if (/\d/.test(character)) {
      newWord = true
      result += character
    } else if (newWord || (/[a-z]/.test(last) && /[A-Z]/.test(character))) {
      newWord = false
      result += character.toUpperCase()
    } else {
      last = character
      result += character.toLowerCase()
    }
  }
  return result
}
