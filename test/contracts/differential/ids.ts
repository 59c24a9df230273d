/** Ids, commitments and what is signed, from the documentation of `ILabelMarket` and `ISlasher`. */
import { type Address, encodeAbiParameters, type Hex, keccak256, toHex } from 'viem'
import { addressOf, chainId } from './history.ts'

const commitTypehash = keccak256(
  toHex(
    'Commit(uint256 chainId,address market,bytes32 batchId,address annotator,bytes32 labelsHash,bytes32 payloadRoot,bytes32 salt)',
  ),
)
const goldTypehash = keccak256(
  toHex(
    'Gold(uint256 chainId,address market,bytes32 projectId,bytes32 manifestHash,bytes32 positionsHash,bytes32 labelsHash,bytes32 salt)',
  ),
)
const market = addressOf('market')

/** How a batch's gold is opened, as the market takes it. */
export type GoldOpening = {
  readonly manifestHash: Hex
  readonly positions: Hex
  readonly labels: Hex
  readonly salt: Hex
}

export const projectIdOf = (owner: Address, salt: Hex): Hex =>
  hashOf(['uint256', 'address', 'address', 'bytes32'], [BigInt(chainId), market, owner, salt])

export const batchIdOf = (projectId: Hex, manifestHash: Hex, goldHash: Hex): Hex =>
  hashOf(['bytes32', 'bytes32', 'bytes32'], [projectId, manifestHash, goldHash])

export function goldHashOf(projectId: Hex, { manifestHash, positions, labels, salt }: GoldOpening): Hex {
  const types = ['bytes32', 'uint256', 'address', ...Array<string>(5).fill('bytes32')]
  const bound = [goldTypehash, BigInt(chainId), market, projectId, manifestHash]
  return hashOf(types, [...bound, keccak256(positions), keccak256(labels), salt])
}

export const slashIdOf = (batchId: Hex, annotator: Address, reason: number): Hex =>
  hashOf(['bytes32', 'address', 'uint8'], [batchId, annotator, reason])

export function commitmentOf(batchId: Hex, annotator: Address, labels: Hex, payloadRoot: Hex, salt: Hex): Hex {
  const types = ['bytes32', 'uint256', 'address', 'bytes32', 'address', 'bytes32', 'bytes32', 'bytes32']
  return hashOf(types, [
    commitTypehash,
    BigInt(chainId),
    market,
    batchId,
    annotator,
    keccak256(labels),
    payloadRoot,
    salt,
  ])
}

/** What an annotator signs for a relayer. */
export const relayedCommit = (batchId: Hex, annotator: Address, commitment: Hex, deadline: bigint) =>
  ({
    domain: { name: 'LabelMarket', version: '1', chainId, verifyingContract: market },
    types: {
      RelayedCommit: [
        { name: 'batchId', type: 'bytes32' },
        { name: 'annotator', type: 'address' },
        { name: 'commitment', type: 'bytes32' },
        { name: 'deadline', type: 'uint256' },
      ],
    },
    primaryType: 'RelayedCommit',
    message: { batchId, annotator, commitment, deadline },
  }) as const

const hashOf = (types: readonly string[], values: readonly unknown[]): Hex =>
  keccak256(
    encodeAbiParameters(
      types.map((type) => ({ type })),
      values,
    ),
  )
