import { type Address, encodeDeployData, encodeFunctionData, type Hex, zeroAddress } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { COURT_SLOT, courtPoolOf, resolveArgument, SKILLS, skillIdOf } from '../../scripts/deploy-plan.ts'
import type { ContractName, Contracts } from '../chain/contracts.ts'
import type { Accounts } from './accounts.ts'
import { NO_PAYLOAD, type PreparedBatch } from './batch.ts'
import { caseIdOf } from './disputes.ts'
import { NO_GOLD } from './gold.ts'
import * as terms from './terms.ts'

/** What a transaction does, before it has a nonce. `to` is absent for a deployment. */
export type Call = { readonly from: PrivateKeyAccount; readonly to?: Address; readonly data: Hex; readonly gas: bigint }

/**
 * The stages of a batch, in order. Each needs the one before it to be mined. A disputed batch skips `settle`: its case goes through
 * `seed`, in which the block is mined whose hash decides the draw, `draw` and `rule`, and ends after the replay of all others.
 */
export const STAGES = [
  'create',
  'assign',
  'commit',
  'reveal',
  'tally',
  'dispute',
  'settle',
  'seed',
  'draw',
  'rule',
] as const
export type Stage = (typeof STAGES)[number]

export type CallContext = {
  readonly accounts: Accounts
  readonly contracts: Contracts
  readonly projectId: Hex
}

/** Gas limits: bounds from measurement, with a margin of a quarter or more. Test `gas limits` fails when they get tight. */
const GAS = { plain: 120_000n, createProject: 320_000n, membership: 250_000n, dispute: 900_000n, ruling: 300_000n }

/** The deployments in their fixed order, and what makes a market of them. */
export function deployCalls({ accounts, contracts }: Pick<CallContext, 'accounts' | 'contracts'>): Call[] {
  const { steps, parameters, deployed } = contracts.deployment
  const from = accounts.operations
  const find = (name: string) => {
    const contract = deployed.get(name)
    if (!contract) throw new Error(`unreachable: the plan deploys ${name}`)
    return contract
  }
  const at = { parameters, deployer: from.address, addressOf: (name: string) => find(name).address }
  return steps.flatMap((step): Call[] => {
    const args = step.args.map((argument) => resolveArgument(argument, at))
    const { abi, bytecode, address } = find(step.contract)
    if (step.action === 'deploy')
      return [{ from, data: encodeDeployData({ abi, bytecode, args }), gas: deploymentGas(bytecode) }]
    if (step.action === 'require') return []
    const data = encodeFunctionData({ abi, functionName: step.functionName, args })
    return [{ from, to: address, data, gas: GAS.membership }]
  })
}

/** 200 a byte of code, and up to 40 a byte for bringing it. A constructor stores little. */
function deploymentGas(bytecode: Hex): bigint {
  return 500_000n + 250n * BigInt(bytecode.length / 2)
}

/** What the court needs to hear a case: its pools, and an expert in one of them. */
export function courtCalls({ accounts, contracts }: CallContext): Call[] {
  const { operations, expert, requester } = accounts
  const skill = skillIdOf(operations.address, SKILLS.expert)
  const { stakePerSlot, stakeCap } = COURT_SLOT
  const bonds = BigInt(terms.MAX_DISPUTES) * contracts.deployment.parameters.baseBond
  const [vault, court] = [contracts.StakeVault.address, contracts.DisputeCourt.address]
  const call = (from: PrivateKeyAccount, contract: ContractName, name: string, args: readonly unknown[]): Call =>
    invoke(contracts, from, contract, name, args, GAS.membership)
  return [
    call(operations, 'SkillRegistry', 'createSkill', [SKILLS.expert.name]),
    call(operations, 'SkillRegistry', 'grant', [skill, expert.address, 5n, NEVER]),
    call(operations, 'DrawPool', 'createPool', [skill, SKILLS.expert.level, stakePerSlot, stakeCap]),
    call(operations, 'LabelToken', 'transfer', [requester.address, bonds]),
    call(operations, 'LabelToken', 'transfer', [expert.address, terms.EXPERT_STAKE_WEI]),
    call(requester, 'LabelToken', 'approve', [court, bonds]),
    call(expert, 'LabelToken', 'approve', [vault, terms.EXPERT_STAKE_WEI]),
  ]
}

/** Takes the expert into its pool; needs `courtCalls` mined. */
export function expertCalls({ accounts, contracts }: CallContext): Call[] {
  const { operations, expert } = accounts
  const pool = courtPoolOf(operations.address, SKILLS.expert)
  const stake = [expert.address, terms.EXPERT_STAKE_WEI]
  return [
    invoke(contracts, expert, 'StakeVault', 'deposit', stake, GAS.plain),
    invoke(contracts, expert, 'DrawPool', 'join', [pool, 1n], GAS.membership),
  ]
}

/** The last second that the registry can hold: the expert of a local chain stays one. */
const NEVER = 2n ** 40n - 1n

/** The project with its full funding, and the stakes of all who will take part. */
export function projectCalls(
  context: CallContext,
  project: {
    readonly salt: Hex
    readonly classes: number
    readonly guidelineHash: Hex
    readonly hasGold: boolean
    readonly fundingWei: bigint
    /** Seats that each worker takes. */
    readonly seats: ReadonlyMap<string, number>
  },
): Call[] {
  const { accounts, contracts, projectId } = context
  const { operations, requester } = accounts
  const [token, vault, market] = [contracts.LabelToken, contracts.StakeVault, contracts.LabelMarket]
  const allStakes = [...project.seats.values()].reduce((sum, seats) => sum + stakeOf(seats), 0n)
  const { fundingWei } = project
  const params = { token: token.address, ...paramsOf(project) }
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

function paramsOf(project: { readonly classes: number; readonly guidelineHash: Hex; readonly hasGold: boolean }) {
  const { classes, guidelineHash, hasGold } = project
  return {
    rewardPerLabel: terms.REWARD_PER_LABEL_WEI,
    stakePerSeat: terms.STAKE_PER_SEAT_WEI,
    classes,
    scale: 0,
    tolerance: 0,
    escalation: 0,
    commitWindow: terms.WINDOW_SECONDS,
    revealWindow: terms.WINDOW_SECONDS,
    goldWindow: hasGold ? terms.WINDOW_SECONDS : 0,
    disputeWindow: terms.DISPUTE_WINDOW_SECONDS,
    tiers: terms.TIERS,
    goldBps: hasGold ? terms.GOLD_BPS : 0,
    maxDisagreementBps: terms.MAX_DISAGREEMENT_BPS,
    noRevealBps: terms.NO_REVEAL_BPS,
    goldBond: hasGold ? terms.GOLD_BOND_LABELS : 0,
    keeperFee: terms.KEEPER_FEE_LABELS,
    eligibility: zeroAddress,
    guidelineHash,
  }
}

/** What one stage of one batch takes. */
export function stageCalls(stage: Stage, batch: PreparedBatch, context: CallContext): Call[] {
  const { accounts, contracts, projectId } = context
  const { requester, keeper } = accounts
  const [panel, labels] = [panelOf(batch), labelsOf(batch)]
  const [n, m] = [BigInt(panel.length), BigInt(batch.items.length)]
  const call = (from: PrivateKeyAccount, name: string, args: readonly unknown[], gas: bigint): Call =>
    invoke(contracts, from, 'LabelMarket', name, args, gas)
  switch (stage) {
    case 'create': {
      const gold = batch.gold?.hash ?? NO_GOLD
      const args = [projectId, batch.manifest.hash, gold, Number(m), Number(n), batch.agreement]
      return [call(requester, 'createBatch', args, 120_000n)]
    }
    case 'assign':
      return [call(requester, 'assign', [batch.id, panel], 110_000n + 40_000n * n)]
    case 'commit':
      return batch.seats.map(({ account, commitment }) => call(account, 'commit', [batch.id, commitment], 110_000n))
    case 'reveal':
      return batch.seats.map(({ account, labels, salt }) =>
        call(account, 'reveal', [batch.id, labels, NO_PAYLOAD, salt], 80_000n + 250n * m),
      )
    case 'tally': {
      const gold = batch.gold ?? { manifestHash: NO_GOLD, positions: '0x', labels: '0x', salt: NO_GOLD }
      return [call(keeper, 'tally', [batch.id, panel, labels, gold], 200_000n + 70_000n * n + 4_000n * n * m)]
    }
    case 'settle':
      return batch.disputed ? [] : [settleCall(batch, context)]
    default:
      return batch.disputed ? caseCalls(stage, batch, context) : []
  }
}

/** Pays a batch. */
export function settleCall(batch: PreparedBatch, { accounts, contracts }: CallContext): Call {
  const gas = 700_000n + 250_000n * BigInt(batch.seats.length)
  return invoke(contracts, accounts.keeper, 'LabelMarket', 'settle', [batch.id, panelOf(batch)], gas)
}

/** Closes the case of a disputed batch. */
export function finalizeCall(batch: PreparedBatch, { accounts, contracts }: CallContext): Call {
  const args = [caseOf(batch), panelOf(batch), labelsOf(batch)]
  const gas = GAS.dispute + 3_000n * BigInt(batch.items.length)
  return invoke(contracts, accounts.keeper, 'DisputeCourt', 'finalize', args, gas)
}

/** Pays out a slash that nobody appealed. */
export function executeCall(slashId: Hex, { accounts, contracts }: CallContext): Call {
  return invoke(contracts, accounts.keeper, 'Slasher', 'execute', [slashId], 400_000n)
}

/** Declares the dataset final. */
export function sealCall(
  seal: { readonly root: Hex; readonly verified: number; readonly contested: number },
  { accounts, contracts, projectId }: CallContext,
): Call {
  const args = [projectId, seal.root, BigInt(seal.verified), BigInt(seal.contested)]
  return invoke(contracts, accounts.requester, 'LabelMarket', 'sealDataset', args, GAS.plain)
}

/** The expert rules what the requester claims: both go by the dataset's gold, which is all that a replay knows of the truth. */
function caseCalls(stage: Stage, batch: PreparedBatch, { accounts, contracts }: CallContext): Call[] {
  const { requester, keeper, expert } = accounts
  const disputed = batch.disputed
  if (!disputed) return []
  switch (stage) {
    case 'dispute': {
      const args = [
        batch.id,
        BigInt(disputed.index),
        disputed.claim,
        batch.manifest.hash,
        panelOf(batch),
        labelsOf(batch),
      ]
      const gas = GAS.dispute + 3_000n * BigInt(batch.items.length)
      return [invoke(contracts, requester, 'DisputeCourt', 'openLabel', args, gas)]
    }
    case 'draw':
      return [invoke(contracts, keeper, 'DrawPool', 'fulfil', [disputed.drawId], GAS.dispute)]
    case 'rule': {
      const args = [caseOf(batch), disputed.claim, batch.manifest.hash]
      return [invoke(contracts, expert, 'DisputeCourt', 'rule', args, GAS.ruling)]
    }
    default:
      return []
  }
}

function caseOf({ id, disputed }: PreparedBatch): Hex {
  if (!disputed) throw new Error(`unreachable: batch ${id} is not disputed`)
  return caseIdOf(id, disputed)
}

function panelOf({ seats }: PreparedBatch): Address[] {
  return seats.map(({ account }) => account.address)
}

function labelsOf({ seats }: PreparedBatch): Hex[] {
  return seats.map(({ labels }) => labels)
}

function stakeOf(seats: number): bigint {
  return BigInt(seats) * terms.STAKE_PER_SEAT_WEI
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
