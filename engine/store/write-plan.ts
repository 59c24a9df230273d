import type { BlockResult, EntityChange } from '../types.ts'

/** What a transaction does to one entity in one block. */
export type VersionWrite = {
  readonly change: EntityChange
  /** Where the new version starts. */
  readonly block: number
  /** Where it ends; null where the transaction leaves it open. */
  readonly end: number | null
  /** Whether the version before it may be a stored one, which then ends at `block`. */
  readonly closesStored: boolean
}

/**
 * The versions that blocks make, in their order. However often they change an entity, the store is asked to end a
 * version of it once: where the others end is known before they are written. Pure.
 * @param isImmutable whether the entities of a type have one version each, so that nothing of them ends
 */
export function planWrites(results: readonly BlockResult[], isImmutable: (type: string) => boolean): VersionWrite[] {
  const writes: { change: EntityChange; block: number; end: number | null; closesStored: boolean }[] = []
  const newestByType = new Map<string, Map<string, { end: number | null }>>()
  for (const { block, changes } of results) {
    for (const change of changes) {
      const write = { change, block: block.number, end: null, closesStored: change.ofFile !== true }
      writes.push(write)
      if (isImmutable(change.type) || change.ofFile) continue
      let newest = newestByType.get(change.type)
      if (newest === undefined) {
        newest = new Map()
        newestByType.set(change.type, newest)
      }
      const before = newest.get(change.id)
      newest.set(change.id, write)
      if (before === undefined) continue
      before.end = block.number
      write.closesStored = false
    }
  }
  return writes
}
