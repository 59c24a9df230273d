import { type Address, encodeDeployData, encodeFunctionData, type Hex, keccak256, stringToHex } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import type { ContractName, Contracts } from '../chain/contracts.ts'
import type { Accounts } from './accounts.ts'
import { NO_PAYLOAD, type PreparedBatch } from './batch.ts'
import { REWARD_PER_LABEL_WEI, STAKE_PER_SEAT_WEI, UNBONDING_SECONDS, WINDOW_SECONDS } from './terms.ts'

/** What a transaction does, before it has a nonce. `to` is absent for a deployment. */
export type Call = { readonly from: PrivateKeyAccount; readonly to?: Address; readonly data: Hex; readonly gas: bigint }

/** The stages of a batch, in order. Each needs the one before it to be mined. */
export const STAGES = ['create', 'assign', 'commit', 'reveal', 'tally', 'settle'] as const
export type Stage = (typeof STAGES)[number]

export type CallContext = { readonly accounts: Accounts; readonly contracts: Contracts; readonly projectId: Hex }

const LOCKER_ROLE = keccak256(stringToHex('LOCKER_ROLE'))

/** Gas limits: bounds from measurement, with a margin of a quarter or more. Test `gas limits` fails when they get tight. */
const GAS = { deploy: 5_500_000n, plain: 120_000n, createProject: 170_000n }

/** The deployments in their fixed order, and the market's right to lock stakes. */
export function deployCalls({ accounts, contracts }: Omit<CallContext, 'projectId'>): Call[] {
  const { LabelToken: token, StakeVault: vault, LabelMarket: market } = contracts
  const from = accounts.operations
  const deploy = (name: ContractName, args: readonly unknown[]): Call => {
    const { abi, bytecode } = contracts[name]
    return { from, data: encodeDeployData({ abi, bytecode, args }), gas: GAS.deploy }
  }
  return [
    deploy('LabelToken', [accounts.incentives, from.address]),
    deploy('StakeVault', [token.address, UNBONDING_SECONDS, from.address]),
    deploy('LabelMarket', [vault.address]),
    invoke(contracts, from, 'StakeVault', 'grantRole', [LOCKER_ROLE, market.address], GAS.plain),
  ]
}

/** The project with its full funding, and the stakes of all who will take part. */
export function projectCalls(
  context: CallContext,
  project: {
    readonly salt: Hex
    readonly classes: number
    readonly guidelineHash: Hex
    readonly fundingWei: bigint
    /** Seats that each worker takes. */
    readonly seats: ReadonlyMap<string, number>
  },
): Call[] {
  const { accounts, contracts, projectId } = context
  const { operations, requester } = accounts
  const [token, vault, market] = [contracts.LabelToken, contracts.StakeVault, contracts.LabelMarket]
  const allStakes = [...project.seats.values()].reduce((sum, seats) => sum + stakeOf(seats), 0n)
  const params = {
    token: token.address,
    rewardPerLabel: REWARD_PER_LABEL_WEI,
    stakePerSeat: STAKE_PER_SEAT_WEI,
    classes: project.classes,
    commitWindow: WINDOW_SECONDS,
    revealWindow: WINDOW_SECONDS,
    guidelineHash: project.guidelineHash,
  }
  const { fundingWei } = project
  return [
    invoke(contracts, operations, 'LabelToken', 'transfer', [requester.address, fundingWei], GAS.plain),
    invoke(contracts, operations, 'LabelToken', 'approve', [vault.address, allStakes], GAS.plain),
    ...[...project.seats].map(([worker, seats]) =>
      invoke(
        contracts,
        operations,
        'StakeVault',
        'deposit',
        [accounts.worker(worker).address, stakeOf(seats)],
        GAS.plain,
      ),
    ),
    invoke(contracts, requester, 'LabelToken', 'approve', [market.address, fundingWei], GAS.plain),
    invoke(contracts, requester, 'LabelMarket', 'createProject', [project.salt, params], GAS.createProject),
    invoke(contracts, requester, 'LabelMarket', 'fundProject', [projectId, fundingWei], GAS.plain),
  ]
}

/** What one stage of one batch takes. */
export function stageCalls(
  stage: Stage,
  batch: PreparedBatch,
  { accounts, contracts, projectId }: CallContext,
): Call[] {
  const { requester, keeper } = accounts
  const panel = batch.seats.map(({ account }) => account.address)
  const [n, m] = [BigInt(panel.length), BigInt(batch.items.length)]
  const call = (from: PrivateKeyAccount, name: string, args: readonly unknown[], gas: bigint): Call =>
    invoke(contracts, from, 'LabelMarket', name, args, gas)
  switch (stage) {
    case 'create': {
      const args = [projectId, batch.manifest.hash, Number(m), Number(n), batch.agreement]
      return [call(requester, 'createBatch', args, 100_000n)]
    }
    case 'assign':
      return [call(requester, 'assign', [batch.id, panel], 90_000n + 35_000n * n)]
    case 'commit':
      return batch.seats.map(({ account, commitment }) => call(account, 'commit', [batch.id, commitment], 100_000n))
    case 'reveal':
      return batch.seats.map(({ account, labels, salt }) =>
        call(account, 'reveal', [batch.id, labels, NO_PAYLOAD, salt], 70_000n + 250n * m),
      )
    case 'tally': {
      const labels = batch.seats.map((seat) => seat.labels)
      return [call(keeper, 'tally', [batch.id, panel, labels], 100_000n + 20_000n * n + 3_000n * n * m)]
    }
    case 'settle':
      return [call(keeper, 'settle', [batch.id, panel], 400_000n + 45_000n * n)]
  }
}

function stakeOf(seats: number): bigint {
  return BigInt(seats) * STAKE_PER_SEAT_WEI
}

function invoke(
  contracts: Contracts,
  from: PrivateKeyAccount,
  contract: ContractName,
  functionName: string,
  args: readonly unknown[],
  gas: bigint,
): Call {
  const { abi, address } = contracts[contract]
  return { from, to: address, data: encodeFunctionData({ abi, functionName, args }), gas }
}
