import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../equivalence/random.ts'
import { findLoss } from './judge.ts'
import { drawImage } from './power.ts'
import { type Operation, record } from './recording.ts'
import type { Reference } from './reference.ts'
import { STEPS } from './workload.ts'

export type PowerLoss = {
  readonly operations: readonly Operation[]
  readonly reference: Reference
  /** Where images are made, one after the other. */
  readonly folder: string
}

/** Records a run. `folder` gets files and folders. */
export async function createPowerLoss(folder: string, reference: Reference): Promise<PowerLoss> {
  const recorded = join(folder, 'recorded')
  mkdirSync(recorded)
  return { operations: await record(join(recorded, 'store.sqlite')), reference, folder: join(folder, 'image') }
}

/**
 * Fails the power at a moment that is drawn, and opens what is left.
 * @returns what is wrong: the store is not whole, or older than what was told to be durable
 */
export function failPower({ operations, reference, folder }: PowerLoss, random: Random, ignoresSyncs = false) {
  const count = random.int(0, operations.length)
  const told = operations.slice(0, count).findLast((operation) => operation.kind === 'told')
  const bounds = { least: told?.durable ?? 0, most: Math.min((told?.stored ?? 0) + 1, STEPS.length) }
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const [name, content] of drawImage(operations, count, random, ignoresSyncs))
    writeFileSync(join(folder, name), content)
  const wrong = findLoss(join(folder, 'store.sqlite'), reference, bounds)
  return wrong && `after ${count} operations: ${wrong}`
}
