import assert from 'node:assert/strict'
import { beforeEach, it } from 'node:test'
import { encodeFunctionData, type Hex, keccak256, numberToHex, parseSignature, toHex } from 'viem'
import { eventsOf } from '../draw/support/events.ts'
import { createDrawWorld, type DrawWorld, hash, memberAt } from '../draw/support/world.ts'
import { reverts } from '../support/reverts.ts'
import { createSkill, distant, grantArgs, type RelayedGrant, signGrant } from './support.ts'

let world: DrawWorld
let message: RelayedGrant

beforeEach(async () => {
  world = await createDrawWorld()
  const skill = await createSkill(world)
  message = { skill, account: memberAt(world, 0), level: 3n, expiresAt: distant, nonce: 0n, deadline: distant }
})

const bring = (brought: RelayedGrant, signature: Hex) =>
  world.registry.write.grantFor(grantArgs(brought, signature), { account: world.stranger })

const refused = (brought: RelayedGrant, signature: Hex) =>
  reverts(bring(brought, signature), 'InvalidSignature', [brought.skill, brought.account])

it('should refuse a signature for an unknown skill', async () => {
  const unknown = { ...message, skill: hash('unknown') }
  await reverts(bring(unknown, await signGrant(world, world.issuer, unknown)), 'SkillUnknown', [unknown.skill])
})

it('should take a signature until its deadline, the last second included', async () => {
  const deadline = BigInt((await world.now()) + 100)
  const [first, second] = [
    { ...message, deadline },
    { ...message, deadline, account: memberAt(world, 1) },
  ]
  const signatures = [await signGrant(world, world.issuer, first), await signGrant(world, world.issuer, second)]
  await world.nextBlockAt(Number(deadline))
  await bring(first, signatures[0] ?? '0x')
  await reverts(bring(second, signatures[1] ?? '0x'), 'SignatureExpired', [second.skill, second.account, deadline])
})

it('should refuse whatever the issuer did not sign', async () => {
  await refused(message, await signGrant(world, world.stranger, message))
  await refused(message, await signGrant(world, message.account, message))
  const signature = await signGrant(world, world.issuer, message)
  const changes: Partial<RelayedGrant>[] = [
    { account: memberAt(world, 1) },
    { level: 4n },
    { expiresAt: distant - 1n },
    { deadline: distant - 1n },
  ]
  for (const change of changes) await refused({ ...message, ...change }, signature)
  const other = await createSkill(world, world.requester)
  await refused({ ...message, skill: other }, signature)
  await bring(message, signature)
})

it('A27: should refuse a signature for another chain, contract, name or version', async () => {
  const domains = [
    { chainId: 1 },
    { verifyingContract: world.market.address },
    { name: 'LabelMarket' },
    { version: '2' },
  ] as const
  for (const domain of domains) await refused(message, await signGrant(world, world.issuer, message, domain))
})

it('A27: should take a signature once', async () => {
  const signature = await signGrant(world, world.issuer, message)
  await bring(message, signature)
  await refused(message, signature)
})

it('should refuse a signature from before a grant or a revocation', async () => {
  const { registry, issuer } = world
  const signature = await signGrant(world, issuer, message)
  await registry.write.revoke([message.skill, message.account], { account: issuer })
  await refused(message, signature)
  const next = { ...message, nonce: 1n }
  const later = await signGrant(world, issuer, next)
  await registry.write.grant([message.skill, message.account, 1n, distant], { account: issuer })
  await refused(next, later)
  assert.equal(await registry.read.levelOf([message.skill, message.account]), 1n)
})

it('A28: should refuse a malleable or empty signature', async () => {
  const signature = await signGrant(world, world.issuer, message)
  const { r, s, yParity } = parseSignature(signature)
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
  const flipped = numberToHex(order - BigInt(s), { size: 32 })
  await refused(message, `${r}${flipped.slice(2)}${toHex(28 - yParity, { size: 1 }).slice(2)}`)
  await refused(message, '0x')
  await refused(message, `0x${'00'.repeat(65)}`)
})

it('A29: should ask the wallet of an issuer that is a contract', async () => {
  const { viem, registry, stranger, requester } = world
  const wallet = await viem.deployContract('OwnedWallet', [stranger])
  const data = encodeFunctionData({ abi: registry.abi, functionName: 'createSkill', args: ['of a wallet'] })
  await wallet.write.execute([registry.address, data], { account: stranger })
  const skill = await registry.read.skillIdOf([wallet.address, hash('of a wallet')])
  const ofWallet = { ...message, skill }
  const wrong = await signGrant(world, requester, ofWallet)
  await refused(ofWallet, wrong)
  const signature = await signGrant(world, stranger, ofWallet)
  // Neither a revert nor an empty answer is a yes.
  for (const answer of [2, 3]) {
    await wallet.write.setAnswer([answer], { account: stranger })
    await refused(ofWallet, signature)
  }
  await wallet.write.setAnswer([0], { account: stranger })
  await bring(ofWallet, signature)
  assert.equal(await registry.read.levelOf([skill, message.account]), 3n)
})

it('should refuse by signature what it refuses the issuer itself', async () => {
  const level = { ...message, level: 6n }
  await reverts(bring(level, await signGrant(world, world.issuer, level)), 'InvalidLevel', [6n])
  const expiry = { ...message, expiresAt: 1n }
  await reverts(bring(expiry, await signGrant(world, world.issuer, expiry)), 'InvalidExpiry', [1n])
})

it('should give the level, whoever brings the signature', async () => {
  const { registry, issuer } = world
  const transaction = await bring(message, await signGrant(world, issuer, message))
  const { skill, account, level, expiresAt } = message
  assert.deepEqual(await eventsOf(world, transaction), [
    { name: 'SkillGranted', args: { skill, account, level, expiresAt, nonce: 1n } },
  ])
  assert.equal(await registry.read.levelOf([skill, account]), 3n)
  const type =
    'RelayedGrant(bytes32 skill,address account,uint256 level,uint256 expiresAt,uint256 nonce,uint256 deadline)'
  assert.equal(await registry.read.RELAYED_GRANT_TYPEHASH(), keccak256(toHex(type)))
})
