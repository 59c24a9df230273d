import type { Range } from './syntax.ts'

/** A part of a source and what takes its place, made from what the edits within it left. Two edits nest or lie apart. */
export type Edit = Range & { readonly replace: (inner: string) => string }

/** Text put in at a place. */
export const insertion = (at: number, text: string): Edit => ({ start: at, end: at, replace: () => text })

/** The source with all edits; of two over the same range the first is the outer one. */
export function applyEdits(source: string, edits: readonly Edit[]): string {
  // One character a byte: the compiler counts bytes.
  const text = Buffer.from(source, 'utf8').toString('latin1')
  const sorted = edits
    .map((edit, order) => ({ edit, order }))
    .sort((a, b) => a.edit.start - b.edit.start || widthFirst(a.edit, b.edit) || a.order - b.order)
    .map(({ edit }) => edit)
  let next = 0
  const render = (from: number, to: number, isWhole = false): string => {
    let out = ''
    let at = from
    for (;;) {
      const edit = sorted[next]
      if (edit === undefined || (edit.start >= to && !isWhole)) break
      if (edit.end > to) throw new RangeError(`edits overlap at ${edit.start} and ${to}`)
      next++
      out += text.slice(at, edit.start) + toBytes(edit.replace(fromBytes(render(edit.start, edit.end))))
      at = edit.end
    }
    return out + text.slice(at, to)
  }
  return fromBytes(render(0, text.length, true))
}

/** Insertions stand before what begins where they stand; of others the wider one is the outer one. */
function widthFirst(a: Range, b: Range): number {
  const [width, other] = [a.end - a.start, b.end - b.start]
  if (width === 0 || other === 0) return Math.sign(width) - Math.sign(other)
  return other - width
}

const toBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')
const fromBytes = (text: string): string => Buffer.from(text, 'latin1').toString('utf8')
