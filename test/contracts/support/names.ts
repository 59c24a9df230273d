/** What the tests are called, and what the `.tree` files beside them say they should be. */

/** The texts that nothing hangs on, in order. Depth is where the text begins; a line at the margin is the function that follows. */
export function leavesOf(tree: string): string[] {
  const lines = tree
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s*(\/\/|#)/.test(line))
    .map((line) => {
      const text = line.replace(/^[\s│├└─|`+-]*/u, '')
      return { depth: line.length - text.length, text: text.trim() }
    })
  return lines
    .filter(({ depth }, index) => depth > 0 && (lines[index + 1]?.depth ?? 0) <= depth)
    .map(({ text }) => text)
}

/** The names given to `test` and `it` in the source, in order: of a template the template itself. */
export function namesOf(source: string): string[] {
  return [...source.matchAll(/^\s*(?:await )?(?:test|it)\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/gm)].map(
    ([, , name = '']) => name.replace(/\\(['"`\\])/g, '$1'),
  )
}
