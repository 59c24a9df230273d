import { join } from 'node:path'
import { build, OUTPUT_DIRS } from '../../scripts/build.ts'
import { loadContracts } from '../chain/contracts.ts'
import { readDataset } from '../dataset/read.ts'
import type { Dataset } from '../dataset/types.ts'
import { InputError, RunError } from '../errors.ts'
import { createAccounts } from '../replay/accounts.ts'
import { type Plan, planReplay } from '../replay/plan.ts'
import { prepareWaves, type Replay } from '../replay/schedule.ts'
import { auditTokens } from '../run/audit.ts'
import { checkOutFolder, exportLabels } from '../run/export.ts'
import { createRunRecord, openRunFolder, readKeptSettings } from '../run/folder.ts'
import { checkIndex } from '../run/index-check.ts'
import { createLineLogger } from '../run/logger.ts'
import { checkPort } from '../run/port.ts'
import { createProgress, type Progress } from '../run/progress.ts'
import { formatSummary, formatUrls } from '../run/report.ts'
import { type Stack, startStack } from '../run/stack.ts'
import { type Summary, summarize } from '../run/summary.ts'
import type { Settings } from '../settings/settings.ts'
import { simulate } from '../simulate.ts'

/** What the command reads and writes of its surroundings. */
export type Terminal = {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Whether `err` is a terminal that redraws lines. */
  readonly isTerminal: boolean
  /** Aborted by SIGINT and SIGTERM. */
  readonly interrupted: AbortSignal
}

/**
 * `labelproof up`: everything from the chain to the dashboard, until it is interrupted; with `once`, until the export is written.
 * @throws InputError before anything is started or written; RunError.
 */
export async function up(given: Settings, terminal: Terminal): Promise<void> {
  const settings = given.data === undefined ? given : { ...given, ...readKeptSettings(given.data, given.given) }
  const { dataset, plan } = await prepare(settings)
  const progress = createProgress({
    write: settings.quiet ? () => {} : terminal.err,
    isTerminal: terminal.isTerminal,
    total: plan.played,
    unit: 'judgements',
    now: () => performance.now(),
  })
  const timer = startTimer()
  await build({ targets: ['contracts'], log: progress.say, signal: terminal.interrupted })
  timer.lap('build')
  const accounts = createAccounts(settings.seed)
  const contracts = loadContracts(OUTPUT_DIRS.artifacts, accounts.operations.address)
  const replay: Replay = { dataset, plan, accounts, contracts, seed: settings.seed }
  const folder = await openRunFolder(settings.data, createRunRecord(settings, replay))
  try {
    const stack = await startStack({
      replay,
      folder,
      rpcPort: settings.rpcPort,
      ...(settings.once ? {} : { listen: { host: settings.host, port: settings.port } }),
      logger: createLineLogger(progress.say),
      say: progress.say,
      onProgress: progress.update,
      signal: terminal.interrupted,
    }).finally(progress.end)
    try {
      await finish(stack, { replay, dataset, settings, terminal, progress, timer })
    } finally {
      await stack.close()
    }
  } finally {
    folder.close()
  }
}

/** Reads and plans, and looks for everything that would fail later. */
async function prepare(settings: Settings): Promise<{ dataset: Dataset; plan: Plan }> {
  const { replay, seed, annotators, limit, classes } = settings
  const simulated = replay === undefined
  if (simulated && (limit !== undefined || classes !== undefined))
    throw new InputError(
      'it goes with a replay only',
      limit === undefined ? '--classes' : '--limit',
      'add --replay DIR',
    )
  const dataset = simulated
    ? simulate({ seed, annotators })
    : readDataset({ folder: replay, ...(limit && { limit }), ...(classes && { classes }) })
  const plan = planReplay(dataset, { wanted: annotators, seed })
  if (plan.batches.length === 0)
    throw new InputError(
      'no item has answers of three workers',
      replay === undefined ? 'simulation' : join(replay, 'labels.csv'),
      'give it more judgements',
    )
  if (settings.out !== undefined) checkOutFolder(settings.out)
  else await checkPort(settings.host, settings.port, '--port')
  await checkPort('127.0.0.1', settings.rpcPort, '--rpc-port')
  return { dataset, plan }
}

type Finish = {
  readonly replay: Replay
  readonly dataset: Dataset
  readonly settings: Settings
  readonly terminal: Terminal
  readonly progress: Progress
  readonly timer: Timer
}

/** Checks the figures, prints them, and exports or serves. */
async function finish(stack: Stack, { replay, dataset, settings, terminal, progress, timer }: Finish): Promise<void> {
  const { projectId, ledger, head } = stack
  const batches = [...prepareWaves(replay)].flat()
  const tokens = await auditTokens(stack.rpc, replay.contracts, projectId, ledger)
  const summaryOf = (seconds: Summary['seconds']): Summary =>
    summarize({ dataset, plan: replay.plan, batches, seed: settings.seed, projectId, ledger, tokens, head, seconds })
  const checked = summaryOf({})
  await checkIndex(stack.engine, checked)
  timer.skip()

  if (settings.out !== undefined) {
    const { path, rows } = await exportLabels(stack.api, {
      dataset: projectId,
      folder: settings.out,
      signal: terminal.interrupted,
    })
    if (rows !== checked.items.verified)
      throw new RunError(`the export has ${rows} rows for ${checked.items.verified} verified labels`, 'report this')
    timer.lap('export')
    progress.say(`wrote ${rows} labels to ${path}`)
  }
  const summary = summaryOf(timer.laps(stack.seconds))
  const { out } = terminal
  if (settings.json)
    out(`${JSON.stringify({ ...summary, ...(stack.url && { url: stack.url, rpcUrl: stack.rpc.url }) })}\n`)
  else out(formatSummary(summary, dataset.duplicates))
  if (stack.url === undefined) return
  if (!settings.json) out(`\n${formatUrls({ url: stack.url, rpcUrl: stack.rpc.url, dataset: projectId })}`)
  await Promise.race([stack.failed, untilAborted(terminal.interrupted)])
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

type Timer = {
  /** Notes the seconds since the last lap under a stage's name. */
  lap(stage: string): void
  /** Starts the next lap without noting this one: others measured it. */
  skip(): void
  /** The stages' seconds, those measured by others included, and the total. */
  laps(others: Readonly<Record<string, number>>): Readonly<Record<string, number>>
}

function startTimer(): Timer {
  const seconds: Record<string, number> = {}
  const started = performance.now()
  let last = started
  const skip = (): void => {
    last = performance.now()
  }
  return {
    lap(stage) {
      seconds[stage] = (performance.now() - last) / 1000
      skip()
    },
    skip,
    laps: ({ ...others }) => ({ ...others, ...seconds, total: (last - started) / 1000 }),
  }
}
