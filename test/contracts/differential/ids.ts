/** Ids, commitments and what is signed, from the documentation of `ILabelMarket`. */
import { type Address, encodeAbiParameters, type Hex, keccak256, toHex } from 'viem'
import { addressOf, chainId } from './history.ts'

const commitTypehash = keccak256(
  toHex(
    'Commit(uint256 chainId,address market,bytes32 batchId,address annotator,bytes32 labelsHash,bytes32 payloadRoot,bytes32 salt)',
  ),
)
const market = addressOf('market')

export const projectIdOf = (owner: Address, salt: Hex): Hex =>
  hashOf(['uint256', 'address', 'address', 'bytes32'], [BigInt(chainId), market, owner, salt])

export const batchIdOf = (projectId: Hex, manifestHash: Hex): Hex =>
  hashOf(['bytes32', 'bytes32'], [projectId, manifestHash])

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
