import type { Random } from '../equivalence/random.ts'
import type { Operation } from './recording.ts'

/*
 * What a disk may hold after the power failed, given what was done to it. Of a file, all that was written before it was
 * last synced is there. Of what was written since, each sector of 512 bytes is there or not, in any combination, or in
 * part: its first bytes new, the rest old. The length is one that the file had since. Files are made, renamed and removed
 * in order, as by the journal of a file system: what was done since the folder was last synced is there up to some point.
 */

const SECTOR = 512

/** A file, whatever its name is. */
type Inode = {
  /** On the disk for certain. */
  synced: Buffer
  /** Since then, in order. */
  since: Extract<Operation, { kind: 'write' | 'truncate' }>[]
}

type Names = ReadonlyMap<string, Inode>

/** The files after a power failure, by their names. */
export type Image = ReadonlyMap<string, Buffer>

/** One of the images that a power failure after the first `count` operations may leave. */
export function drawImage(
  operations: readonly Operation[],
  count: number,
  random: Random,
  ignoresSyncs = false,
): Image {
  // After the folder was synced, and after each change of it since.
  let folders: Names[] = [new Map()]
  const names = () => folders.at(-1) ?? new Map<string, Inode>()
  for (const operation of operations.slice(0, count)) {
    if (operation.kind === 'told') continue
    if (operation.kind === 'sync folder') {
      if (!ignoresSyncs) folders = [names()]
      continue
    }
    const inode = names().get(operation.file)
    if (operation.kind === 'create') {
      if (inode === undefined) folders.push(new Map(names()).set(operation.file, { synced: Buffer.of(), since: [] }))
    } else if (inode === undefined) {
      throw new Error(`${operation.file} was never made`)
    } else if (operation.kind === 'unlink' || operation.kind === 'rename') {
      const next = new Map(names())
      next.delete(operation.file)
      if (operation.kind === 'rename') next.set(operation.to, inode)
      folders.push(next)
    } else if (operation.kind === 'sync') {
      if (ignoresSyncs) continue
      inode.synced = inode.since.reduce(apply, inode.synced)
      inode.since = []
    } else {
      inode.since.push(operation)
    }
  }
  // From nearly nothing to nearly everything: in the middle, hardly any image lacks a single sector only.
  const share = random.pick([0, 0.02, 0.3, 0.7, 0.98, 1])
  const files = [...random.pick(folders)].map(([name, inode]): [string, Buffer] => [
    name,
    // Its shared memory is no file's content: what it holds is anything.
    name.endsWith('-shm') ? Buffer.alloc(32_768, random.int(0, 255)) : drawContent(inode, share, random),
  ])
  return new Map(files)
}

/** The state of a file after one more operation. */
function apply(content: Buffer, operation: Inode['since'][number]): Buffer {
  if (operation.kind === 'truncate') return resize(content, operation.size)
  const end = operation.offset + operation.data.length
  const result = resize(content, Math.max(content.length, end))
  operation.data.copy(result, operation.offset)
  return result
}

/** A copy with this length, filled up with zeros. */
function resize(content: Buffer, length: number): Buffer {
  return Buffer.concat([content.subarray(0, length)], length)
}

function drawContent({ synced, since }: Inode, share: number, random: Random): Buffer {
  const lengths = [synced.length]
  for (const operation of since) lengths.push(lengthAfter(lengths.at(-1) ?? 0, operation))
  const content = resize(synced, Math.max(...lengths))
  for (const operation of since) {
    if (operation.kind === 'truncate') continue
    const end = operation.offset + operation.data.length
    for (let at = operation.offset; at < end; at = nextSector(at)) {
      if (!random.chance(share)) continue
      const isTorn = random.chance(0.05)
      const until = Math.min(nextSector(at), end)
      const part = operation.data.subarray(at - operation.offset, until - operation.offset)
      part.subarray(0, isTorn ? random.int(1, part.length) : part.length).copy(content, at)
    }
  }
  const length = random.chance(share) ? lengths.at(-1) : random.pick(lengths)
  return content.subarray(0, length)
}

function lengthAfter(length: number, operation: Inode['since'][number]): number {
  return operation.kind === 'truncate' ? operation.size : Math.max(length, operation.offset + operation.data.length)
}

function nextSector(at: number): number {
  return (Math.floor(at / SECTOR) + 1) * SECTOR
}
