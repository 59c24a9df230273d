import assert from 'node:assert/strict'
import hre from 'hardhat'
import { type Address, encodeAbiParameters, getAddress, type Hex, keccak256, toHex } from 'viem'
// The contract types that `hardhat build` wrote, for `deployContract`.
import type {} from '../../../../artifacts/contracts/DrawPool.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/LabelToken.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/mocks/DrawConsumer.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/mocks/DrawHarness.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/mocks/DrawMarket.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/mocks/OwnedWallet.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/SkillRegistry.sol/artifacts.d.ts'
import type {} from '../../../../artifacts/contracts/StakeVault.sol/artifacts.d.ts'

export type DrawWorld = Awaited<ReturnType<typeof createDrawWorld>>

export const stakePerSlot = 100n
/** Of every pool: five slots' worth. */
export const stakeCap = 500n
export const activation = 3600
export const commitWindow = 3600
export const day = 86_400
export const noSkill: Hex = `0x${'0'.repeat(64)}`
/** State of a batch in `contracts/types/Batch.sol`. */
export const committing = 2
/** The states of a draw, in the ABI's numbers. */
export const drawState = { None: 0, Requested: 1, Fulfilled: 2, Failed: 3 } as const
/** How `DrawConsumer` answers. */
export const answers = { Yes: 0, No: 1, Revert: 2, BurnGas: 3, Short: 4, NotBool: 5, ReturnBomb: 6 } as const

export const hash = (text: string): Hex => keccak256(toHex(text))

export type Emitted = { name: string; args: Record<string, unknown> }

/**
 * A fresh chain with the registry, the pool, their vault, a market set by hand and a consumer. Members have 100 slots' worth of stake
 * in the vault.
 */
export async function createDrawWorld() {
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
  const [admin, requester, stranger, issuer] = [account(0), account(1), account(2), account(3)]
  const members = accounts.slice(8, 18)
  const label = await viem.deployContract('LabelToken', [account(5), admin])
  const vault = await viem.deployContract('StakeVault', [label.address, 1000, admin])
  const market = await viem.deployContract('DrawMarket')
  const registry = await viem.deployContract('SkillRegistry', [market.address])
  const pool = await viem.deployContract('DrawPool', [market.address, vault.address, registry.address])
  const consumer = await viem.deployContract('DrawConsumer', [pool.address])
  await vault.write.grantRole([await vault.read.LOCKER_ROLE(), pool.address], { account: admin })
  await label.write.approve([vault.address, 10n ** 24n], { account: admin })
  const abi = [...pool.abi, ...registry.abi, ...vault.abi]

  return {
    viem,
    client,
    chain,
    label,
    vault,
    market,
    registry,
    pool,
    consumer,
    /** Of every contract whose events count. */
    abi,
    admin,
    requester,
    stranger,
    issuer,
    members,

    /** What signs for one of the chain's accounts. */
    walletOf(address: Address) {
      const wallet = wallets[accounts.indexOf(address)]
      if (wallet === undefined) throw new RangeError(`the chain has no account ${address}`)
      return wallet
    },

    /** Timestamp of the last block, Unix seconds. */
    async now(): Promise<number> {
      return Number((await client.getBlock()).timestamp)
    },

    /** Fixes the timestamp of the next block. */
    async nextBlockAt(timestamp: number): Promise<void> {
      await chain.setNextBlockTimestamp({ timestamp: BigInt(timestamp) })
    },

    /** Mines a block so many seconds after the last one. */
    async pass(seconds: number): Promise<void> {
      await chain.increaseTime({ seconds })
      await chain.mine({ blocks: 1 })
    },

    mine: (blocks: number) => chain.mine({ blocks }),
  }
}

/** A member of the world, by number. */
export function memberAt(world: DrawWorld, index: number): Address {
  const member = world.members[index]
  assert.ok(member)
  return member
}

/** A pool for anyone unless a skill is given. */
export async function createPool(world: DrawWorld, skill: Hex = noSkill, minLevel = 0): Promise<Hex> {
  const args = [skill, minLevel, stakePerSlot, stakeCap] as const
  await world.pool.write.createPool(args)
  return world.pool.read.poolIdOf(args)
}

/** Deposits stake and joins with so many slots. */
export async function join(world: DrawWorld, poolId: Hex, account: Address, slots: number): Promise<Hex> {
  await world.vault.write.deposit([account, BigInt(slots) * stakePerSlot], { account: world.admin })
  return world.pool.write.join([poolId, BigInt(slots)], { account })
}

/** A pool in which each of the members has so many slots, all of them aged. */
export async function poolOf(world: DrawWorld, ...slots: number[]): Promise<Hex> {
  const poolId = await createPool(world)
  for (const [index, count] of slots.entries()) await join(world, poolId, memberAt(world, index), count)
  await world.pass(activation)
  return poolId
}

/** The consumer asks for accounts. */
export async function request(world: DrawWorld, poolId: Hex, count: number, context = hash('context')) {
  await world.consumer.write.request([poolId, BigInt(count), context])
  return world.pool.read.draws()
}

/** Lets the block of the seed pass, and fulfils. */
export async function fulfil(world: DrawWorld, drawId: bigint): Promise<Hex> {
  await passSeedBlock(world, drawId)
  return world.pool.write.fulfil([drawId], { account: world.stranger })
}

/** Mines until the draw's block is the last but one or older: the next transaction can read its hash. */
export async function passSeedBlock(world: DrawWorld, drawId: bigint): Promise<void> {
  const { seedBlock } = await world.pool.read.drawOf([drawId])
  const head = await world.client.getBlockNumber()
  if (head < seedBlock) await world.mine(Number(seedBlock - head))
}

export const projectId = hash('project')

/** A project of the requester with a batch of so many seats. */
export async function openBatch(world: DrawWorld, seats: number, batchId = hash('batch')): Promise<Hex> {
  await world.market.write.setProject([projectId, world.requester, commitWindow])
  await world.market.write.setBatch([batchId, projectId, seats])
  return batchId
}

export async function requestPanel(world: DrawWorld, batchId: Hex, poolId: Hex): Promise<bigint> {
  await world.pool.write.requestPanel([batchId, poolId], { account: world.requester })
  return world.pool.read.draws()
}

/** Draws again what the pool must draw, in the plainest words. */
export function expectedDraw(
  seed: Hex,
  count: number,
  owners: readonly (Address | undefined)[],
  refused: readonly Address[] = [],
): Address[] {
  const drawn: Address[] = []
  for (let attempt = 0; attempt < 256 && drawn.length < count; attempt++) {
    const words = encodeAbiParameters([{ type: 'bytes32' }, { type: 'uint256' }], [seed, BigInt(attempt)])
    const owner = owners[Number(BigInt(keccak256(words)) % BigInt(owners.length))]
    if (owner !== undefined && !refused.includes(owner) && !drawn.includes(owner)) drawn.push(owner)
  }
  return drawn
}

/** `keccak256(abi.encode(blockhash, drawId))` */
export const seedOf = (blockHash: Hex, drawId: bigint): Hex =>
  keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'uint256' }], [blockHash, drawId]))
