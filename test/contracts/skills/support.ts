import type { Address, Hex } from 'viem'
import { commitWindow, type DrawWorld, hash, projectId } from '../draw/support/world.ts'

/** Far beyond every test: year 2286. */
export const distant = 9_999_999_999n

/** A skill of the issuer. */
export async function createSkill({ registry, issuer }: DrawWorld, account: Address = issuer): Promise<Hex> {
  await registry.write.createSkill(['law'], { account })
  return registry.read.skillIdOf([account, hash('law')])
}

/** The requester's project, recognised for a skill of the issuer from three batches on. */
export async function recognisedProject(world: DrawWorld): Promise<Hex> {
  const skill = await createSkill(world)
  await world.market.write.setProject([projectId, world.requester, commitWindow])
  await world.registry.write.recognise([skill, projectId, 3], { account: world.issuer })
  return skill
}

/** What an issuer signs for `grantFor`. */
export type RelayedGrant = {
  skill: Hex
  account: Address
  level: bigint
  expiresAt: bigint
  nonce: bigint
  deadline: bigint
}

/** Signed by the key of `signer`, for the world's registry unless the domain says another. */
export async function signGrant(
  world: DrawWorld,
  signer: Address,
  message: RelayedGrant,
  domain: { chainId?: number; verifyingContract?: Address; name?: string; version?: string } = {},
): Promise<Hex> {
  const here = { chainId: await world.client.getChainId(), verifyingContract: world.registry.address }
  return world.walletOf(signer).signTypedData({
    domain: { name: 'SkillRegistry', version: '1', ...here, ...domain },
    types: {
      RelayedGrant: [
        { name: 'skill', type: 'bytes32' },
        { name: 'account', type: 'address' },
        { name: 'level', type: 'uint256' },
        { name: 'expiresAt', type: 'uint256' },
        { name: 'nonce', type: 'uint256' },
        { name: 'deadline', type: 'uint256' },
      ],
    },
    primaryType: 'RelayedGrant',
    message,
  })
}

/** The arguments of `grantFor`. */
export const grantArgs = ({ skill, account, level, expiresAt, deadline }: RelayedGrant, signature: Hex) =>
  [skill, account, level, expiresAt, deadline, signature] as const
