import { startChain } from '../../cli/chain/anvil.ts'
import { mineAll } from '../../cli/chain/blocks.ts'
import { CHAIN_ID } from '../../cli/chain/constants.ts'
import { loadContracts } from '../../cli/chain/contracts.ts'
import type { Rpc } from '../../cli/chain/rpc.ts'
import type { Dataset } from '../../cli/dataset/types.ts'
import { createAccounts } from '../../cli/replay/accounts.ts'
import type { Ledger } from '../../cli/replay/ledger.ts'
import { planReplay } from '../../cli/replay/plan.ts'
import { play } from '../../cli/replay/play.ts'
import { type Replay, schedule } from '../../cli/replay/schedule.ts'
import { GAS_BALANCE_WEI, MAX_FEE_PER_GAS_WEI, TIP_PER_GAS_WEI } from '../../cli/replay/terms.ts'
import { simulate } from '../../cli/simulate.ts'
import { OUTPUT_DIRS } from '../../scripts/build.ts'

/** A replay of simulated judgements. The same seed gives the same transactions. */
export function simulatedReplay(options: { seed: number; items: number }): Replay {
  return replayOf(simulate(options), options.seed)
}

/** A replay of any judgements, on panels of at most five. */
export function replayOf(dataset: Dataset, seed: number): Replay {
  const accounts = createAccounts(seed)
  return {
    dataset,
    plan: planReplay(dataset, { wanted: 5, seed }),
    accounts,
    contracts: loadContracts(OUTPUT_DIRS.artifacts, accounts.operations.address),
    seed,
  }
}

/** An anvil on a free port with nothing on it. */
export async function startEmptyChain(): Promise<{ rpc: Rpc; close(): Promise<void> }> {
  const chain = await startChain({ port: 0 })
  return { rpc: chain.rpc, close: () => chain.close() }
}

/** Plays a whole replay on a chain. */
export function playReplay(rpc: Rpc, replay: Replay, onProgress: () => void = () => {}): Promise<Ledger> {
  return play(replay, { rpc, store: async () => {}, onProgress })
}

/**
 * Mines some of a replay's steps, each in blocks of its own, and fails when a transaction reverts. For chains that fork: the caller
 * says which steps, since the accounts' nonces tell nothing once a fork has taken blocks back.
 */
export async function playSteps(rpc: Rpc, replay: Replay, from: number, to: number): Promise<void> {
  let index = 0
  for (const step of schedule(replay)) {
    if (index >= from && index < to) {
      const senders = new Set(step.transactions.map((transaction) => transaction.from.address))
      const balance = `0x${GAS_BALANCE_WEI.toString(16)}`
      await rpc.batch([...senders].map((address) => ({ method: 'anvil_setBalance', params: [address, balance] })))
      const signed = await Promise.all(
        step.transactions.map(({ from: account, to: target, data, gas, nonce }) =>
          account.signTransaction({
            type: 'eip1559',
            chainId: CHAIN_ID,
            nonce,
            gas,
            data,
            ...(target ? { to: target } : {}),
            maxFeePerGas: MAX_FEE_PER_GAS_WEI,
            maxPriorityFeePerGas: TIP_PER_GAS_WEI,
          }),
        ),
      )
      const receipts = signed.length > 0 ? await mineAll(rpc, signed, step.seconds) : []
      const failed = receipts.find(({ status }) => status !== '0x1')
      if (failed) throw new Error(`${failed.transactionHash} reverted`)
    }
    index += 1
  }
}
