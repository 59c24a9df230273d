import { hashOf } from '../hex.ts'
import { IdTable } from '../id-table.ts'
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

/** Of an entity, the version that is open so far. */
type Newest = { readonly id: string; write: { end: number | null } }

/**
 * The versions that blocks make, in their order. However often they change an entity, the store is asked to end a
 * version of it once: where the others end is known before they are written. Pure.
 * @param isImmutable whether the entities of a type have one version each, so that nothing of them ends
 */
export function planWrites(results: readonly BlockResult[], isImmutable: (type: string) => boolean): VersionWrite[] {
  const writes: VersionWrite[] = []
  const newestByType = new Map<string, IdTable<Newest>>()
  for (const { block, changes } of results) {
    for (const change of changes) {
      const write: VersionWrite & { end: number | null; closesStored: boolean } = {
        change,
        block: block.number,
        end: null,
        closesStored: change.ofFile !== true,
      }
      writes.push(write)
      if (isImmutable(change.type) || change.ofFile) continue
      const { type, id } = change
      let byId = newestByType.get(type)
      if (byId === undefined) {
        byId = new IdTable()
        newestByType.set(type, byId)
      }
      const hash = hashOf(id)
      const newest = byId.find(id, hash)
      if (newest === undefined) {
        byId.add({ id, write }, hash)
        continue
      }
      newest.write.end = block.number
      newest.write = write
      write.closesStored = false
    }
  }
  return writes
}
