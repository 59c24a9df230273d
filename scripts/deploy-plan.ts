/**
 * The deployment of the protocol as data, in the order of its transactions: what is deployed with what, what is told once, and what
 * must hold before it goes live. `deploy-execute.ts` carries it out; the Ignition module is made of the same steps.
 */
import {
  type Address,
  encodeAbiParameters,
  getContractAddress,
  type Hex,
  keccak256,
  parseAbiParameters,
  toHex,
} from 'viem'

export type DeploymentParameters = {
  /** Seconds that every proposal to the timelock waits. */
  readonly timelockDelay: bigint
  readonly proposers: readonly Address[]
  /** The zero address lets anyone execute what waited. */
  readonly executors: readonly Address[]
  /** Can pause entry, and nothing else. */
  readonly guardian: Address
  /** Gets what of the supply is not the incentive allocation. */
  readonly operations: Address
  /** Seconds between unbonding and withdrawal of a stake. */
  readonly unbondingPeriod: number
  readonly bounds: {
    readonly minWindow: number
    readonly maxWindow: number
    readonly minDisputeWindow: number
    readonly minGoldBps: number
    readonly minNoRevealBps: number
    readonly maxNoRevealBps: number
    readonly maxKeeperFee: number
  }
  /** Share of a reward that a bonus is. */
  readonly bonusBps: bigint
  /** Most that all bonuses cost in an epoch, smallest units of the protocol token. */
  readonly bonusEpochCap: bigint
  /** Issues the skills that make experts, jurors and auditors (`SKILLS`), and needs no power over anything else. */
  readonly skillIssuer: Address
  /** Bond of a dispute, smallest units of the protocol token; an appeal's is twice that. */
  readonly baseBond: bigint
  /** What a juror locks for a case and loses by a wrong or missing vote, smallest units of the protocol token. */
  readonly jurorStake: bigint
  /** What the redemption desk pays. Without it there is no desk. */
  readonly stable?: Address
}

/** What a deployment takes that names nobody. */
export const DEFAULT_PARAMETERS = {
  timelockDelay: 172_800n,
  unbondingPeriod: 1_209_600,
  bounds: {
    minWindow: 60,
    maxWindow: 2_592_000,
    minDisputeWindow: 0,
    minGoldBps: 1000,
    minNoRevealBps: 2000,
    maxNoRevealBps: 10_000,
    maxKeeperFee: 100,
  },
  bonusBps: 1500n,
  // A thousandth of the allocation a week: it lasts for 19 years at least.
  bonusEpochCap: 400_000n * 10n ** 18n,
  baseBond: 100n * 10n ** 18n,
  jurorStake: 50n * 10n ** 18n,
} as const satisfies Partial<DeploymentParameters>

/** Something that is known only when the plan is carried out. */
export type Reference =
  | { readonly addressOf: string }
  | { readonly parameter: keyof DeploymentParameters }
  | { readonly account: 'deployer' }
  /** Follows from the parameters. */
  | { readonly courtPool: keyof typeof SKILLS }
  | { readonly skill: keyof typeof SKILLS }

export type Argument = Hex | boolean | Reference | { readonly struct: Readonly<Record<string, Argument>> }

/** The names of the skills that the court goes by, and the least level of each that counts. */
export const SKILLS = {
  expert: { name: 'labelproof expert', level: 3 },
  juror: { name: 'labelproof juror', level: 3 },
  auditor: { name: 'labelproof auditor', level: 3 },
} as const

/** Stake behind a slot of the court's pools, and the most that weighs in a jury: smallest units of the protocol token. */
export const COURT_SLOT = { stakePerSlot: 100n * 10n ** 18n, stakeCap: 10_000n * 10n ** 18n } as const

/** `SkillRegistry.skillIdOf`, off chain. */
export function skillIdOf(issuer: Address, { name }: { readonly name: string }): Hex {
  const values = [issuer, keccak256(toHex(name))] as const
  return keccak256(encodeAbiParameters(parseAbiParameters('address, bytes32'), values))
}

/** `DrawPool.poolIdOf` of the court's pool of a skill, off chain. Anyone creates the pool, once the skill is there. */
export function courtPoolOf(issuer: Address, skill: { readonly name: string; readonly level: number }): Hex {
  const values = [skillIdOf(issuer, skill), skill.level, COURT_SLOT.stakePerSlot, COURT_SLOT.stakeCap] as const
  return keccak256(encodeAbiParameters(parseAbiParameters('bytes32, uint8, uint96, uint128'), values))
}

export type Step =
  | {
      readonly action: 'deploy'
      readonly contract: string
      readonly args: readonly Argument[]
      /** Libraries, deployed before, that its code is linked with. */
      readonly libraries: readonly string[]
    }
  | {
      readonly action: 'call'
      readonly contract: string
      readonly functionName: string
      readonly args: readonly Argument[]
    }
  | {
      /** What must be read for the deployment to go on. */
      readonly action: 'require'
      readonly contract: string
      readonly functionName: string
      readonly args: readonly Argument[]
      readonly equals: Argument
    }

export type PlanOptions = {
  readonly withDesk: boolean
  /** The libraries that a contract's code is linked with, by its artifact. */
  readonly linksOf: (contract: string) => readonly string[]
}

const addressOf = (contract: string): Reference => ({ addressOf: contract })
const parameter = (name: keyof DeploymentParameters): Reference => ({ parameter: name })
const deployer: Reference = { account: 'deployer' }

export const LOCKER_ROLE = keccak256(toHex('LOCKER_ROLE'))
export const SLASHER_ROLE = keccak256(toHex('SLASHER_ROLE'))
const ADMIN_ROLE: Hex = `0x${'0'.repeat(64)}`

/** The contracts with the arguments of their constructors. Each names only what stands before it. */
const CONTRACTS: readonly (readonly [contract: string, ...args: Argument[]])[] = [
  ['ProtocolTimelock', parameter('timelockDelay'), parameter('proposers'), parameter('executors')],
  ['ProtocolParameters', addressOf('ProtocolTimelock'), parameter('guardian'), parameter('bounds')],
  ['IncentivePool', addressOf('ProtocolTimelock'), parameter('bonusBps'), parameter('bonusEpochCap')],
  ['LabelToken', addressOf('IncentivePool'), parameter('operations')],
  ['StakeVault', addressOf('LabelToken'), parameter('unbondingPeriod'), deployer],
  ['LabelMarket', addressOf('StakeVault'), addressOf('ProtocolParameters')],
  ['Slasher', addressOf('StakeVault'), addressOf('IncentivePool')],
  ['SkillRegistry', addressOf('LabelMarket')],
  ['DrawPool', addressOf('LabelMarket'), addressOf('StakeVault'), addressOf('SkillRegistry')],
  [
    'DisputeCourt',
    {
      struct: {
        market: addressOf('LabelMarket'),
        slasher: addressOf('Slasher'),
        pool: addressOf('DrawPool'),
        skills: addressOf('SkillRegistry'),
        token: addressOf('LabelToken'),
        insurance: addressOf('IncentivePool'),
        expertPool: { courtPool: 'expert' },
        jurorPool: { courtPool: 'juror' },
        auditorSkill: { skill: 'auditor' },
        baseBond: parameter('baseBond'),
        jurorStake: parameter('jurorStake'),
      },
    },
  ],
  ['RedemptionDesk', addressOf('ProtocolTimelock'), addressOf('LabelToken'), parameter('stable')],
]

/** Contracts whose owner must be the timelock. */
const OWNED = ['ProtocolParameters', 'IncentivePool', 'RedemptionDesk']

const call = (contract: string, functionName: string, ...args: Argument[]): Step => ({
  action: 'call',
  contract,
  functionName,
  args,
})

const requires = (contract: string, functionName: string, args: readonly Argument[], equals: Argument): Step => ({
  action: 'require',
  contract,
  functionName,
  args,
  equals,
})

/**
 * All steps, in order. The market is wired last: before that it takes no project, so that a deployment that breaks off is no market.
 * @throws Error where libraries link each other in a circle.
 */
export function planDeployment({ withDesk, linksOf }: PlanOptions): readonly Step[] {
  const contracts = CONTRACTS.filter(([contract]) => withDesk || contract !== 'RedemptionDesk')
  return [
    ...deployments(contracts, linksOf),
    // The vault's roles are final: without an admin nobody can make himself a slasher.
    call('StakeVault', 'grantRole', LOCKER_ROLE, addressOf('LabelMarket')),
    call('StakeVault', 'grantRole', LOCKER_ROLE, addressOf('DrawPool')),
    call('StakeVault', 'grantRole', SLASHER_ROLE, addressOf('Slasher')),
    call('StakeVault', 'renounceRole', ADMIN_ROLE, deployer),
    requires('StakeVault', 'hasRole', [ADMIN_ROLE, deployer], false),
    ...OWNED.filter((owned) => contracts.some(([contract]) => contract === owned)).map((owned) =>
      requires(owned, 'owner', [], addressOf('ProtocolTimelock')),
    ),
    call('Slasher', 'wire', addressOf('LabelMarket'), addressOf('DisputeCourt')),
    call('IncentivePool', 'wire', addressOf('LabelToken'), addressOf('LabelMarket')),
    requires('IncentivePool', 'isFunded', [], true),
    call('LabelMarket', 'wire', addressOf('Slasher'), addressOf('DisputeCourt'), addressOf('DrawPool')),
  ]
}

/** Each library comes right before the first contract or library that links it. */
function deployments(contracts: typeof CONTRACTS, linksOf: PlanOptions['linksOf']): Step[] {
  const steps: Step[] = []
  const placed = new Set<string>()
  const place = (contract: string, args: readonly Argument[], path: readonly string[]): void => {
    if (placed.has(contract)) return
    if (path.includes(contract)) throw new Error(`libraries link each other: ${[...path, contract].join(' -> ')}`)
    const libraries = linksOf(contract)
    for (const library of libraries) place(library, [], [...path, contract])
    placed.add(contract)
    steps.push({ action: 'deploy', contract, args, libraries })
  }
  for (const [contract, ...args] of contracts) place(contract, args, [])
  return steps
}

/** What an argument stands for, given where the contracts are. */
export function resolveArgument(
  argument: Argument,
  at: {
    readonly parameters: DeploymentParameters
    readonly deployer: Address
    /** @throws where the contract has no address yet. */
    readonly addressOf: (contract: string) => Address
  },
): unknown {
  if (typeof argument !== 'object') return argument
  if ('struct' in argument)
    return Object.fromEntries(
      Object.entries(argument.struct).map(([name, value]) => [name, resolveArgument(value, at)]),
    )
  if ('addressOf' in argument) return at.addressOf(argument.addressOf)
  if ('account' in argument) return at.deployer
  if ('courtPool' in argument) return courtPoolOf(at.parameters.skillIssuer, SKILLS[argument.courtPool])
  if ('skill' in argument) return skillIdOf(at.parameters.skillIssuer, SKILLS[argument.skill])
  return at.parameters[argument.parameter]
}

/** Where a plan puts its contracts: they follow from the deployer and its number of transactions before. */
export function addressesOf(steps: readonly Step[], from: Address, firstNonce = 0n): Record<string, Address> {
  const sent = steps.filter((step) => step.action !== 'require')
  return Object.fromEntries(
    sent.flatMap((step, index) =>
      step.action === 'deploy'
        ? [[step.contract, getContractAddress({ from, nonce: firstNonce + BigInt(index) })]]
        : [],
    ),
  )
}
