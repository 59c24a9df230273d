import hre from 'hardhat'
import { type Address, bytesToHex, getAddress, type Hex, keccak256, pad, parseEventLogs, toHex } from 'viem'
// The contract types that `hardhat build` wrote, for `deployContract`.
import type {} from '../../../../artifacts/contracts/DisputeCourt.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/LabelToken.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/mocks/CallbackToken.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/mocks/CourtMarket.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/mocks/CourtPool.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/mocks/CourtSlasher.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/mocks/FeeToken.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/StakeVault.sol/artifacts.d.ts'

export type CourtWorld = Awaited<ReturnType<typeof createCourtWorld>>

/** The enums of contracts/types/Dispute.sol as the numbers that the ABI carries. */
export const kind = { Label: 1, Review: 2, Conduct: 3, SlashAppeal: 4 } as const
export const caseState = {
  None: 0,
  ExpertDraw: 1,
  Expert: 2,
  Ruled: 3,
  JuryDraw: 4,
  Voting: 5,
  Decided: 6,
  Closed: 7,
} as const
export const outcome = { None: 0, Ruling: 1, Jury: 2, Void: 3, Unheard: 4 } as const
export const reason = { None: 0, NoReveal: 1, GoldFail: 2, DisputeLost: 4, Spam: 5, Collusion: 6 } as const
export const batchState = { Revealing: 3, Tallied: 4, Disputed: 5, Settled: 6 } as const
export const escalation = { None: 0, Expert: 1, Round: 2 } as const

export const day = 86_400n
export const baseBond = 1000n
export const jurorStake = 300n
/** What the deciders of a level with the base bond get. */
export const fee = 150n
/** No label. */
export const none = 255

export const hash = (text: string): Hex => keccak256(toHex(text))
export const evidence = hash('evidence')
export const expertPool = hash('experts')
export const jurorPool = hash('jurors')
const auditorSkill = hash('AUDITOR')

/** The labels of a panel of three for four items. The tally says 1, 1, nothing, 2. */
const panelLabels = [
  [1, 1, 0, 2],
  [1, 1, 1, 2],
  [1, 2, 2, 2],
]

let shared: { world: CourtWorld; snapshot: Hex } | undefined

/** A world as `createCourtWorld` makes it, of which a test file needs only one: it goes back to its first block for each test. */
export async function freshCourtWorld(): Promise<CourtWorld> {
  const world = shared?.world ?? (await createCourtWorld())
  if (shared !== undefined) await world.chain.revert({ id: shared.snapshot })
  shared = { world, snapshot: await world.chain.snapshot() }
  return world
}

/** A court between a market, a slasher and a pool that do as the test says, and a name for each account. */
export async function createCourtWorld() {
  // 33 jurors and those who quarrel.
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
  const admin = account(0)
  const token = await viem.deployContract('LabelToken', [account(9), admin])
  const market = await viem.deployContract('CourtMarket')
  const slasher = await viem.deployContract('CourtSlasher')
  const vault = await viem.deployContract('StakeVault', [token.address, 1000, admin])
  await slasher.write.setVault([vault.address])
  const pool = await viem.deployContract('CourtPool')
  const insurance = account(8)
  const setup = {
    market: market.address,
    slasher: slasher.address,
    pool: pool.address,
    skills: pool.address,
    token: token.address,
    insurance,
    expertPool,
    jurorPool,
    auditorSkill,
    baseBond,
    jurorStake,
  }
  const court = await viem.deployContract('DisputeCourt', [setup])
  const panel = accounts.slice(10, 13).sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
  const auditor = account(4)
  await pool.write.setLevel([auditorSkill, auditor, 3n])

  const now = async (): Promise<bigint> => (await client.getBlock()).timestamp

  /** Mines a block at the timestamp, so that what follows is later. */
  const passTo = async (timestamp: bigint): Promise<void> => {
    await chain.setNextBlockTimestamp({ timestamp })
    await chain.mine({ blocks: 1 })
  }

  return {
    viem,
    client,
    chain,
    token,
    market,
    slasher,
    vault,
    pool,
    court,
    setup,
    insurance,
    admin,
    auditorSkill,
    requester: account(1),
    stranger: account(2),
    expert: account(3),
    auditor,
    reporter: account(5),
    /** Three accounts in strictly ascending order. */
    panel: panel as [Address, Address, Address],
    jurors: accounts.slice(20, 53),
    labels: panelLabels.map((labels) => bytesToHex(Uint8Array.from(labels))),
    now,
    passTo,

    /** Fixes the timestamp of the next block. */
    async nextBlockAt(timestamp: bigint): Promise<void> {
      await chain.setNextBlockTimestamp({ timestamp })
    },

    /** Gives the accounts tokens that the court may take. */
    async fund(those: readonly Address[], amount: bigint): Promise<void> {
      for (const each of those) {
        await token.write.transfer([each, amount], { account: admin })
        await token.write.approve([court.address, amount], { account: each })
      }
    },

    /** The court's events of one transaction, in order. */
    async eventsOf(transaction: Hex) {
      const receipt = await client.getTransactionReceipt({ hash: transaction })
      const ours = receipt.logs.filter((log) => getAddress(log.address) === getAddress(court.address))
      return parseEventLogs({ abi: court.abi, logs: ours }).map((log) => ({
        name: log.eventName,
        args: log.args as Record<string, unknown>,
      }))
    },

    /** The slasher's and the market's events of one transaction. */
    async consequencesOf(transaction: Hex) {
      const receipt = await client.getTransactionReceipt({ hash: transaction })
      const abi = [...market.abi, ...slasher.abi]
      return parseEventLogs({ abi, logs: receipt.logs }).map((log) => ({
        name: log.eventName,
        args: log.args as Record<string, unknown>,
      }))
    },
  }
}

export const subjectOfItem = (item: number): Hex => toHex(item, { size: 32 })
export const subjectOfAccount = (account: Address): Hex => pad(account.toLowerCase() as Hex, { size: 32 })
