import hre from 'hardhat'
import { type Address, getAddress } from 'viem'
// The contract types that `hardhat build` wrote, for `deployContract`.
import type {} from '../../../artifacts/contracts/LabelMarket.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/LabelToken.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/mocks/CallbackToken.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/mocks/FeeToken.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/mocks/ListedOnly.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/mocks/MintableToken.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/mocks/NoReturnToken.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/mocks/OwnedWallet.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/mocks/PlainParameters.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/mocks/SlasherRecorder.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/mocks/TrapToken.sol/artifacts.d.ts'
import type {} from '../../../artifacts/contracts/StakeVault.sol/artifacts.d.ts'
import { linksOf } from '../../../scripts/deploy-viem.ts'

export type World = Awaited<ReturnType<typeof createWorld>>

/** Seconds between unbonding and withdrawal in every test. */
export const unbondingPeriod = 1000

type Viem = Awaited<ReturnType<typeof hre.network.create>>['viem']

/** The libraries that the market is linked with: deployed anew, and their addresses by name. */
export async function deployLibraries(viem: Viem): Promise<Record<string, Address>> {
  const artifact = await hre.artifacts.readArtifact('LabelMarket')
  const libraries: Record<string, Address> = {}
  for (const name of linksOf(artifact)) libraries[name] = (await viem.deployContract(name)).address
  return libraries
}

/**
 * A fresh chain with the market, the vault, an ordinary payment token and plain stand-ins for what others decide, and a name for each
 * account. Two of them play court and pool.
 */
export async function createWorld() {
  const { viem } = await hre.network.create()
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
  const label = await viem.deployContract('LabelToken', [account(9), admin])
  const vault = await viem.deployContract('StakeVault', [label.address, unbondingPeriod, admin])
  const parameters = await viem.deployContract('PlainParameters')
  const slasher = await viem.deployContract('SlasherRecorder')
  const [court, pool] = [account(3), account(4)]
  const libraries = await deployLibraries(viem)
  const market = await viem.deployContract('LabelMarket', [vault.address, parameters.address], { libraries })
  await market.write.wire([slasher.address, court, pool], { account: admin })
  await vault.write.grantRole([await vault.read.LOCKER_ROLE(), market.address], { account: admin })
  const dollar = await viem.deployContract('MintableToken')

  return {
    viem,
    client,
    label,
    vault,
    market,
    libraries,
    parameters,
    slasher,
    court,
    pool,
    dollar,
    admin,
    requester: account(1),
    stranger: account(2),
    /** Seven accounts in strictly ascending order, as a panel is written. */
    annotators: accounts.slice(10, 17).sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1)),

    /** What signs for one of the chain's accounts. */
    walletOf(address: Address) {
      const wallet = wallets[accounts.indexOf(address)]
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
  }
}
