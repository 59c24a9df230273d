import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { tryLock } from '../../scripts/lock.ts'
import { writeFileAtomically } from '../chain/state-file.ts'
import { InputError } from '../errors.ts'
import type { Replay } from '../replay/schedule.ts'
import { flagName, type GivenSettings } from '../settings/options.ts'
import type { Settings } from '../settings/settings.ts'

/** The settings that decide what a run plays: a kept run is bound to them. */
const BINDING = ['replay', 'seed', 'annotators', 'limit', 'classes'] as const

/** What run.json holds. */
export type RunRecord = {
  readonly settings: Pick<GivenSettings, (typeof BINDING)[number]>
  /** sha256 over dataset, plan and contracts: what is played. */
  readonly digest: string
}

/** Where a run keeps its parts. */
export type RunFolder = {
  readonly dir: string
  readonly temporary: boolean
  readonly chainFile: string
  readonly storeFile: string
  readonly contentDir: string
  /** Gives the folder free for the next run; removes a temporary one. */
  close(): void
}

/**
 * The settings of the run kept in a folder, if there is one.
 * @throws InputError when a setting given now differs from the kept one.
 */
export function readKeptSettings(data: string, given: GivenSettings): RunRecord['settings'] {
  const record = readRecord(data)
  if (record === undefined) return {}
  for (const name of BINDING) {
    const now = name === 'replay' && given.replay !== undefined ? resolve(given.replay) : given[name]
    const kept = record.settings[name]
    if (now === undefined || JSON.stringify(now) === JSON.stringify(kept)) continue
    throw new InputError(
      `${data} keeps a run with ${kept === undefined ? `no ${flagName(name)}` : `${flagName(name)} ${kept}`}`,
      flagName(name),
      'leave it away to go on with that run, or use another --data folder',
    )
  }
  return record.settings
}

/**
 * Opens the folder of a run for this process alone: DIR, or a temporary one.
 * @throws InputError when DIR cannot be used, is in use, or keeps another run.
 */
export async function openRunFolder(data: string | undefined, record: RunRecord): Promise<RunFolder> {
  if (data === undefined) return describeFolder(mkdtempSync(join(tmpdir(), 'labelproof-')), true, () => {})
  if (existsSync(data) && !statSync(data).isDirectory())
    throw new InputError(`${data} is a file`, '--data', 'give a folder')
  const lock = tryLock(join(data, 'lock'))
  if ('holder' in lock)
    throw new InputError(`${data} is in use by process ${lock.holder}`, '--data', 'end that run or use another folder')
  try {
    const kept = readRecord(data)
    if (kept && kept.digest !== record.digest)
      throw new InputError(
        `${data} keeps a run of other data or other contracts`,
        '--data',
        'use another folder, or remove this one',
      )
    if (!kept) await writeFileAtomically(join(data, 'run.json'), `${JSON.stringify(record, null, 2)}\n`)
    return describeFolder(resolve(data), false, () => lock.release())
  } catch (error) {
    lock.release()
    throw error
  }
}

/** What a run's folder records, so that a later start can tell whether it goes on with the same run. */
export function createRunRecord(settings: Settings, { dataset, plan, contracts }: Replay): RunRecord {
  const played = { ...dataset, fields: [...dataset.fields], gold: [...dataset.gold] }
  const code = [...contracts.deployment.deployed.values()].map(({ bytecode }) => bytecode)
  const bound = Object.fromEntries(BINDING.flatMap((name) => (name in settings ? [[name, settings[name]]] : [])))
  return {
    settings: settings.replay === undefined ? bound : { ...bound, replay: resolve(settings.replay) },
    digest: createHash('sha256')
      .update(JSON.stringify([played, plan.played, code]))
      .digest('hex'),
  }
}

function describeFolder(dir: string, temporary: boolean, release: () => void): RunFolder {
  return {
    dir,
    temporary,
    chainFile: join(dir, 'chain.gz'),
    storeFile: join(dir, 'index.sqlite'),
    contentDir: join(dir, 'content'),
    close() {
      if (temporary) rmSync(dir, { recursive: true, force: true })
      release()
    },
  }
}

function readRecord(data: string): RunRecord | undefined {
  const path = join(data, 'run.json')
  if (!existsSync(path)) return undefined
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as RunRecord
  } catch {
    throw new InputError('no valid JSON', path, 'remove the folder and start again')
  }
}
