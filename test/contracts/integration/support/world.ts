/** The whole protocol on one chain: the real contracts, put there by the deployment's own plan, and all who take part. */
import assert from 'node:assert/strict'
import hre from 'hardhat'
import { type Abi, type Address, encodeFunctionData, getAddress, type Hex, zeroAddress, zeroHash } from 'viem'
// The contract types that `hardhat build` wrote, for `getContractAt`.
import type {} from '../../../../artifacts/contracts/DisputeCourt.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/DrawPool.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/IncentivePool.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/LabelMarket.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/LabelToken.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/mocks/MintableToken.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/mocks/StablecoinStandIn.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/ProtocolParameters.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/ProtocolTimelock.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/RedemptionDesk.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/SkillRegistry.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/Slasher.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/StakeVault.sol/artifacts.d.ts'
import { executePlan } from '../../../../scripts/deploy-execute.ts'
import {
  COURT_SLOT,
  courtPoolOf,
  DEFAULT_PARAMETERS,
  type DeploymentParameters,
  planDeployment,
  SKILLS,
  skillIdOf,
} from '../../../../scripts/deploy-plan.ts'
import { artifactReader, linksOf, viemPort } from '../../../../scripts/deploy-viem.ts'

export type Protocol = Awaited<ReturnType<typeof createProtocol>>

export const whole = 10n ** 18n
export const day = 86_400n
/** What every annotator has in the vault, beyond the slots of the panel's pool. */
export const annotatorStake = 1000n * whole
/** Of the pool that panels are drawn from. */
export const panelSlot = { stakePerSlot: 50n * whole, stakeCap: 500n * whole } as const
export const { baseBond, jurorStake } = DEFAULT_PARAMETERS

const readArtifact = artifactReader(hre.config.paths.artifacts)

let shared: { protocol: Protocol; snapshot: Hex } | undefined

/** A protocol as `createProtocol` makes it, of which a test file needs only one: it goes back to its first block for each test. */
export async function freshProtocol(): Promise<Protocol> {
  const protocol = shared?.protocol ?? (await createProtocol())
  if (shared !== undefined) await protocol.chain.revert({ id: shared.snapshot })
  shared = { protocol, snapshot: await protocol.chain.snapshot() }
  return protocol
}

/** Deploys by the plan, then does what any community would: skills, pools, stakes, liquidity. */
async function createProtocol() {
  const { viem } = await hre.network.create({ override: { accounts: { count: 60 } } })
  const [client, chain, wallets] = await Promise.all([
    viem.getPublicClient(),
    viem.getTestClient(),
    viem.getWalletClients(),
  ])
  const accounts = wallets.map((wallet) => getAddress(wallet.account.address))
  const account = (index: number): Address => {
    const found = accounts[index]
    if (found === undefined) throw new RangeError(`the chain has no account ${index}`)
    return found
  }
  const deployer = wallets[59]
  assert.ok(deployer)
  const [proposer, guardian, operations, skillIssuer] = [account(1), account(2), account(3), account(4)]
  const [requester, stranger, auditor] = [account(5), account(6), account(7)]
  const stable = await viem.deployContract('StablecoinStandIn', [6], { client: { wallet: deployer } })
  const parameters: DeploymentParameters = {
    ...DEFAULT_PARAMETERS,
    proposers: [proposer],
    executors: [zeroAddress],
    guardian,
    operations,
    skillIssuer,
    stable: stable.address,
  }
  const plan = planDeployment({ withDesk: true, linksOf: (contract) => linksOf(readArtifact(contract)) })
  const addresses = await executePlan(plan, parameters, viemPort(client as never, deployer as never, readArtifact))
  const at = (name: string): Address => {
    const address = addresses[name]
    if (address === undefined) throw new Error(`${name} was not deployed`)
    return getAddress(address)
  }
  const contracts = {
    timelock: await viem.getContractAt('ProtocolTimelock', at('ProtocolTimelock')),
    parameters: await viem.getContractAt('ProtocolParameters', at('ProtocolParameters')),
    incentives: await viem.getContractAt('IncentivePool', at('IncentivePool')),
    label: await viem.getContractAt('LabelToken', at('LabelToken')),
    vault: await viem.getContractAt('StakeVault', at('StakeVault')),
    market: await viem.getContractAt('LabelMarket', at('LabelMarket')),
    slasher: await viem.getContractAt('Slasher', at('Slasher')),
    registry: await viem.getContractAt('SkillRegistry', at('SkillRegistry')),
    pool: await viem.getContractAt('DrawPool', at('DrawPool')),
    court: await viem.getContractAt('DisputeCourt', at('DisputeCourt')),
    desk: await viem.getContractAt('RedemptionDesk', at('RedemptionDesk')),
  }
  const dollar = await viem.deployContract('MintableToken', [], { client: { wallet: deployer } })

  const protocol = {
    ...contracts,
    /** By name, as the plan has them. */
    addresses: Object.fromEntries(Object.entries(addresses).map(([name, each]) => [name, getAddress(each)])),
    viem,
    client,
    chain,
    stable,
    dollar,
    accounts,
    proposer,
    guardian,
    operations,
    skillIssuer,
    requester,
    stranger,
    /** Holds the auditor's skill. */
    auditor,
    /** Ten accounts in strictly ascending order, each with two slots of the panels' pool. */
    annotators: ascending(accounts.slice(10, 20)),
    experts: accounts.slice(20, 24),
    /** Members of the court's pool, each with a deposit in the court. */
    jurors: accounts.slice(24, 44),
    panelPool: await contracts.pool.read.poolIdOf([zeroHash, 0, panelSlot.stakePerSlot, panelSlot.stakeCap]),

    /** Timestamp of the last block, Unix seconds. */
    async now(): Promise<bigint> {
      return (await client.getBlock()).timestamp
    },

    /** Fixes the timestamp of the next block. */
    async nextBlockAt(timestamp: bigint): Promise<void> {
      await chain.setNextBlockTimestamp({ timestamp })
    },

    /** Mines a block at the timestamp, so that what follows is later. */
    async passTo(timestamp: bigint): Promise<void> {
      await chain.setNextBlockTimestamp({ timestamp })
      await chain.mine({ blocks: 1 })
    },

    async pass(seconds: bigint): Promise<void> {
      await chain.increaseTime({ seconds: Number(seconds) })
      await chain.mine({ blocks: 1 })
    },

    /** Has the timelock call a contract: proposed, waited for, executed by anyone. */
    async govern(contract: { address: Address; abi: Abi }, functionName: string, args: readonly unknown[]) {
      const { timelock } = contracts
      const data = encodeFunctionData({ abi: contract.abi, functionName, args })
      const call = [contract.address, 0n, data, zeroHash, zeroHash] as const
      const delay = await timelock.read.getMinDelay()
      await timelock.write.schedule([...call, delay], { account: proposer })
      await protocol.pass(delay)
      return timelock.write.execute(call, { account: stranger })
    },
  }
  await settleIn(protocol)
  return protocol
}

export const ascending = (those: readonly Address[]): Address[] =>
  those.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))

/** Skills, the court's pools and that of panels, whose members have aged. */
async function settleIn(protocol: Protocol): Promise<void> {
  const { registry, pool, vault, court, label, skillIssuer, operations, annotators, experts, jurors } = protocol
  await label.write.approve([vault.address, 10n ** 27n], { account: operations })
  for (const { name } of Object.values(SKILLS)) await registry.write.createSkill([name], { account: skillIssuer })
  const forEver = 2n ** 40n - 1n
  const members = { expert: experts, juror: jurors, auditor: [protocol.auditor] }
  for (const [key, those] of Object.entries(members) as [keyof typeof members, Address[]][]) {
    const skill = skillIdOf(skillIssuer, SKILLS[key])
    const level = BigInt(SKILLS[key].level)
    for (const each of those) await registry.write.grant([skill, each, level, forEver], { account: skillIssuer })
    if (key === 'auditor') continue
    await pool.write.createPool([skill, SKILLS[key].level, COURT_SLOT.stakePerSlot, COURT_SLOT.stakeCap])
    const poolId = courtPoolOf(skillIssuer, SKILLS[key])
    for (const each of those) {
      await vault.write.deposit([each, COURT_SLOT.stakePerSlot], { account: operations })
      await pool.write.join([poolId, 1n], { account: each })
    }
  }
  for (const juror of jurors) await deposit(protocol, juror, 2n * jurorStake)
  for (const each of [protocol.requester, protocol.auditor, ...annotators]) await giveBond(protocol, each)

  await pool.write.createPool([zeroHash, 0, panelSlot.stakePerSlot, panelSlot.stakeCap])
  for (const annotator of annotators) {
    await vault.write.deposit([annotator, annotatorStake + 2n * panelSlot.stakePerSlot], { account: operations })
    await pool.write.join([protocol.panelPool, 2n], { account: annotator })
  }
  await protocol.pass(await pool.read.ACTIVATION())
  await court.read.setup()
}

/** Gives an account credit in the court. */
export async function deposit({ label, court, operations }: Protocol, account: Address, amount: bigint): Promise<void> {
  await label.write.transfer([account, amount], { account: operations })
  await label.write.approve([court.address, amount], { account })
  await court.write.deposit([amount], { account })
}

/** Tokens for ten cases, which the court may take. */
async function giveBond({ label, court, operations }: Protocol, account: Address): Promise<void> {
  await label.write.transfer([account, 10n * baseBond], { account: operations })
  await label.write.approve([court.address, 10n * baseBond], { account })
}
