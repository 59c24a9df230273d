import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Folder of a set of real judgements, which lie beside the project, or undefined where they are not there. */
export function findCrowd(name: string): string | undefined {
  const folder = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'crowd', name)
  return existsSync(join(folder, 'labels.csv')) ? folder : undefined
}
