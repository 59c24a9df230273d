import { type LocalChain, startChain } from '../../../cli/chain/anvil.ts'
import { type Receipt, readHead } from '../../../cli/chain/blocks.ts'
import { loadContracts } from '../../../cli/chain/contracts.ts'
import type { Dataset } from '../../../cli/dataset/types.ts'
import { createAccounts } from '../../../cli/replay/accounts.ts'
import type { Ledger } from '../../../cli/replay/ledger.ts'
import { type Plan, planReplay } from '../../../cli/replay/plan.ts'
import { type PlayOptions, play } from '../../../cli/replay/play.ts'
import type { Replay } from '../../../cli/replay/schedule.ts'
import { build, OUTPUT_DIRS } from '../../../scripts/build.ts'

/** A dataset ready to be played, with the contracts built. */
export async function replayOf(
  dataset: Dataset,
  options: { seed?: number; wanted?: number; plan?: Plan } = {},
): Promise<Replay> {
  const { seed = 1, wanted = 5, plan = planReplay(dataset, { wanted, seed }) } = options
  await build({ targets: ['contracts'] })
  const accounts = createAccounts(seed)
  return { dataset, plan, accounts, seed, contracts: loadContracts(OUTPUT_DIRS.artifacts, accounts.operations.address) }
}

/** A chain that ends with its scope. */
export async function openChain(stateFile?: string): Promise<LocalChain & AsyncDisposable> {
  const chain = await startChain({ port: 0, ...(stateFile && { stateFile }) })
  return { ...chain, [Symbol.asyncDispose]: chain.close }
}

/** Plays a replay on a chain and reads what came of it. */
export async function playOn(
  chain: LocalChain,
  replay: Replay,
  options: Partial<PlayOptions> = {},
): Promise<{ ledger: Ledger; receipts: Receipt[]; head: { number: number; hash: string } }> {
  const receipts: Receipt[] = []
  const onReceipts = (mined: readonly Receipt[]): void => {
    receipts.push(...mined)
  }
  const ledger = await play(replay, { rpc: chain.rpc, store: async () => {}, onReceipts, ...options })
  return { ledger, receipts, head: await readHead(chain.rpc) }
}
