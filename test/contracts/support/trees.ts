import { readFileSync } from 'node:fs'

/**
 * The leaves of a `.tree` file: its lines of "it should", without what stands before "it".
 * @throws Error where a branch has no leaf.
 */
export function leavesOf(file: string): string[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  const leaves: string[] = []
  for (const [index, line] of lines.entries()) {
    const text = line.replace(/^[│├└─ ]+/, '')
    const depth = line.length - text.length
    const next = lines[index + 1] ?? ''
    const nextDepth = next.length - next.replace(/^[│├└─ ]+/, '').length
    const isLeaf = /(^|: )it should /.test(text)
    if (!isLeaf && nextDepth <= depth) throw new Error(`${file}: nothing follows from "${text}"`)
    if (isLeaf) leaves.push(text)
  }
  return leaves
}
