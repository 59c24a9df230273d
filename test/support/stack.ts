import { tmpdir } from 'node:os'
import { loadContracts } from '../../cli/chain/contracts.ts'
import { createAccounts } from '../../cli/replay/accounts.ts'
import { planReplay } from '../../cli/replay/plan.ts'
import { createRunRecord, openRunFolder } from '../../cli/run/folder.ts'
import { startStack as startParts } from '../../cli/run/stack.ts'
import { resolveSettings } from '../../cli/settings/settings.ts'
import { simulate } from '../../cli/simulate.ts'
import { build, OUTPUT_DIRS } from '../../scripts/build.ts'

export type StackOptions = {
  /** Default 1. */
  readonly seed?: number
  /** Simulated items. Default 60. */
  readonly items?: number
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} }

/**
 * Boots the whole product in this process (and anvil beside it) on free ports, with a small simulated project played and indexed:
 * what `npm start` does. Builds what is stale first.
 *
 * @returns `url` serves API and dashboard, `rpcUrl` is the chain, `dataset` the project's id.
 */
export async function startStack({ seed = 1, items = 60 }: StackOptions = {}): Promise<{
  url: string
  rpcUrl: string
  dataset: string
  close(): Promise<void>
}> {
  await build()
  const dataset = simulate({ seed, items })
  const plan = planReplay(dataset, { wanted: 5, seed })
  const accounts = createAccounts(seed)
  const replay = {
    dataset,
    plan,
    accounts,
    seed,
    contracts: loadContracts(OUTPUT_DIRS.artifacts, accounts.operations.address),
  }
  const settings = resolveSettings({ argv: [], env: {}, folder: tmpdir() })
  const folder = await openRunFolder(undefined, createRunRecord(settings, replay))
  const stack = await startParts({
    replay,
    folder,
    rpcPort: 0,
    listen: { host: '127.0.0.1', port: 0 },
    logger: SILENT,
    say: () => {},
    signal: new AbortController().signal,
  })
  if (stack.url === undefined) throw new Error('unreachable: the stack was asked to listen')
  return {
    url: stack.url,
    rpcUrl: stack.rpc.url,
    dataset: stack.projectId,
    async close() {
      await stack.close()
      folder.close()
    },
  }
}
