import { ManifestError } from './errors.ts'
import type { Fields } from './fields.ts'
import type { BlockHandler } from './types.ts'

/**
 * The block handlers of a mapping. One without a filter takes every block.
 * @throws ManifestError INVALID for combinations that graph-node refuses
 */
export function readBlockHandlers(mapping: Fields, file: string): BlockHandler[] {
  const items = mapping.list('blockHandlers')
  const kinds = items.map((item) => (item.has('filter') ? item.fields('filter').string('kind') : 'none'))
  const invalid = (problem: string) => new ManifestError('INVALID', `${file}: ${mapping.place} ${problem}`)
  if (kinds.includes('none') && kinds.some((kind) => kind === 'polling' || kind === 'once')) {
    throw invalid('has a combination of filtered and non-filtered block handlers that is not allowed')
  }
  if (new Set(kinds).size < kinds.length) throw invalid('has duplicated block handlers')
  return items.map((item, index) => {
    const handler = item.string('handler')
    const kind = kinds[index]
    if (kind === 'once' || kind === 'call') return { handler, when: { kind } }
    const every = kind === 'none' ? 1 : item.fields('filter').findNumber('every')
    if (every === undefined || every === 0) throw invalid(`needs filter.every, 1 or more, for ${handler}`)
    return { handler, when: { kind: 'polling', every } }
  })
}
