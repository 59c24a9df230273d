/** A chain for the contracts around the market, which a stand-in takes the place of. */
import hre from 'hardhat'
import {
  type Abi,
  type Address,
  encodeFunctionData,
  getAddress,
  type Hex,
  keccak256,
  parseEventLogs,
  toHex,
} from 'viem'
// The contract types that `hardhat build` wrote, for `deployContract`.
import type {} from '../../../artifacts/contracts/IncentivePool.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/LabelToken.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/mocks/CallbackToken.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/mocks/FeeToken.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/mocks/LabelTokenStandIn.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/mocks/MarketStandIn.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/mocks/MintableToken.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/mocks/NoReturnToken.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/mocks/StablecoinStandIn.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/mocks/TimelockStandIn.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/mocks/TrapToken.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/ProtocolParameters.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/ProtocolTimelock.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/RedemptionDesk.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/Slasher.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/StakeVault.sol/artifacts.d.ts'
import type { Emitted } from './events.ts'

export type Ground = Awaited<ReturnType<typeof createGround>>

export const lockerRole = keccak256(toHex('LOCKER_ROLE'))
export const slasherRole = keccak256(toHex('SLASHER_ROLE'))

/** A 32-byte id from a word. */
export const idOf = (word: string): Hex => keccak256(toHex(word))

/** A fresh chain with an owner that has code, and a name for each account. */
export async function createGround() {
  const { viem } = await hre.network.create()
  const [client, chain, wallets] = await Promise.all([
    viem.getPublicClient(),
    viem.getTestClient(),
    viem.getWalletClients(),
  ])
  const account = (index: number): Address => {
    const wallet = wallets[index]
    if (wallet === undefined) throw new RangeError(`the chain has no account ${index}`)
    return getAddress(wallet.account.address)
  }
  const timelock = await viem.deployContract('TimelockStandIn')

  return {
    viem,
    client,
    timelock,
    admin: account(0),
    requester: account(1),
    annotator: account(2),
    reporter: account(3),
    court: account(4),
    stranger: account(5),
    keeper: account(6),

    /** What signs for one of the chain's accounts. */
    walletOf(address: Address) {
      const wallet = wallets.find((each) => getAddress(each.account.address) === address)
      if (wallet === undefined) throw new RangeError(`the chain has no account ${address}`)
      return wallet
    },

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

    /** Puts code at an address. */
    async setCode(address: Address, bytecode: Hex): Promise<void> {
      await chain.setCode({ address, bytecode })
    },

    /** Calls a contract as its owner, the timelock. */
    asOwner(contract: { address: Address; abi: Abi }, functionName: string, args: readonly unknown[]): Promise<Hex> {
      return timelock.write.execute([contract.address, encodeFunctionData({ abi: contract.abi, functionName, args })])
    },

    /** The events of the contracts in one transaction, in order. */
    async eventsOf(transaction: Hex, ...contracts: readonly { address: Address; abi: Abi }[]): Promise<Emitted[]> {
      const { logs } = await client.getTransactionReceipt({ hash: transaction })
      const ours = logs.filter((log) =>
        contracts.some(({ address }) => getAddress(address) === getAddress(log.address)),
      )
      return parseEventLogs({ abi: contracts.flatMap(({ abi }) => abi), logs: ours }).map((log) => ({
        name: (log as unknown as { eventName: string }).eventName,
        args: (log as unknown as { args: Record<string, unknown> }).args,
      }))
    },
  }
}
