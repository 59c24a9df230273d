import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { type Address, concat, encodeFunctionData, getAddress, type Hex, keccak256, toHex, zeroAddress } from 'viem'
import { argsOf, eventsOf } from '../support/events.ts'
import {
  type CommitEntry,
  commitArgs,
  distantDeadline,
  entryOf,
  type RelayedCommit,
  signCommit,
  typedCommit,
} from '../support/relay.ts'
import { reverts } from '../support/reverts.ts'
import { assignBatch, commitOne, createProject, hash, noPayload, type Running, stake } from '../support/scenario.ts'
import { batchState, seatState } from '../support/states.ts'
import { createWorld, type World } from '../support/world.ts'

const plan = { items: 3, seats: 3, agreement: 2 }
const labels = [0, 3, 0xfe]
const answer = { Owner: 0, Yes: 1, Revert: 2, Nothing: 3, BurnGas: 4 } as const
const curveOrder = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

let world: World
let projectId: Hex
let running: Running
let batchId: Hex
let first: Address
let second: Address
let third: Address

beforeEach(async () => {
  world = await createWorld()
  projectId = await createProject(world, { funds: 1000n, stakePerSeat: 25n })
  await stake(world, world.annotators, 40n)
  running = await assignBatch(world, projectId, plan)
  batchId = running.batchId
  const [a, b, c] = running.panel
  assert.ok(a && b && c)
  first = a
  second = b
  third = c
})

const relay = (entries: readonly CommitEntry[], batch = batchId) =>
  world.market.write.commitFor(commitArgs(batch, entries), { account: world.stranger })

const entry = (annotator: Address) => entryOf(world, batchId, annotator, labels)

const wordOf = (annotator: Address): RelayedCommit => ({
  batchId,
  annotator,
  commitment: hash('x'),
  deadline: distantDeadline,
})

test('the domain and the type of what is signed are public', async () => {
  const { market, client } = world
  const type = 'RelayedCommit(bytes32 batchId,address annotator,bytes32 commitment,uint256 deadline)'
  assert.equal(await market.read.RELAYED_COMMIT_TYPEHASH(), keccak256(toHex(type)))
  const [, name, version, chainId, verifyingContract] = await market.read.eip712Domain()
  assert.deepEqual(
    { name, version, chainId, verifyingContract },
    {
      name: 'LabelMarket',
      version: '1',
      chainId: BigInt(await client.getChainId()),
      verifyingContract: getAddress(market.address),
    },
  )
})

test('one call brings the signed commitments of a panel, in any order, locks their stakes and opens the reveals', async () => {
  const entries = [await entry(third), await entry(first), await entry(second)]
  const transaction = await relay(entries)
  const deadline = (await world.now()) + 1800n
  assert.deepEqual(await eventsOf(world, transaction), [
    ...entries.map(({ annotator, commitment }) => ({ name: 'Committed', args: { batchId, annotator, commitment } })),
    { name: 'RevealOpened', args: { batchId, committed: 3n, deadline } },
    ...entries.map(({ annotator: account }) => ({
      name: 'StakeLocked',
      args: { account, amount: 25n, available: 15n, locked: 25n },
    })),
  ])
  const batch = await world.market.read.batchOf([batchId])
  assert.deepEqual([batch.state, batch.committed], [batchState.Revealing, 3])
})

test('some of a panel by relay and the others by themselves, with and without a stake', async () => {
  const free = await createProject(world, { salt: 'free', funds: 1000n })
  for (const id of [projectId, free]) {
    const batch = await assignBatch(world, id, { ...plan, manifest: 'mixed' })
    await relay([await entryOf(world, batch.batchId, second, labels)], batch.batchId)
    await commitOne(world, batch.batchId, first, labels)
    await relay([await entryOf(world, batch.batchId, third, labels)], batch.batchId)
    assert.equal((await world.market.read.batchOf([batch.batchId])).state, batchState.Revealing)
    await world.passTo((await world.now()) + 1n)
  }
  const { available, locked } = await world.vault.read.stakeOf([first])
  assert.deepEqual([available, locked], [15n, 25n])
})

test('A28: a signature that is another’s, malleable, cut or empty is refused, also for the zero address', async () => {
  const good = await entry(first)
  const refused = (signature: Hex, annotator = first) =>
    reverts(relay([{ ...good, annotator, signature }]), 'InvalidSignature', [batchId, annotator])
  await refused((await entry(second)).signature)
  const [r, s, v] = [good.signature.slice(0, 66), good.signature.slice(66, 130), good.signature.slice(130)]
  const highS = (curveOrder - BigInt(`0x${s}`)).toString(16).padStart(64, '0')
  await refused(`${r}${highS}${v === '1b' ? '1c' : '1b'}` as Hex)
  await refused(`${r}${s}${v === '1b' ? '00' : '01'}` as Hex)
  await refused(good.signature.slice(0, 130) as Hex)
  await refused(concat([good.signature, '0x00']))
  await refused('0x')
  await refused(`0x${'0'.repeat(130)}`, zeroAddress)
  await refused(good.signature, zeroAddress)
  await relay([good])
})

test('A27: a signature for another chain, market, name or version is refused', async () => {
  const { viem, vault } = world
  const other = await viem.deployContract('LabelMarket', [vault.address, world.parameters.address], {
    libraries: world.libraries,
  })
  for (const domain of [
    { chainId: 1 },
    { verifyingContract: other.address },
    { name: 'StakeVault' },
    { version: '2' },
  ]) {
    await reverts(relay([await signCommit(world, wordOf(first), domain)]), 'InvalidSignature', [batchId, first])
  }
  await relay([await signCommit(world, wordOf(first))])
})

test('A31: a signature names its batch, commitment and deadline, and none of them can be changed', async () => {
  const other = await assignBatch(world, projectId, { ...plan, manifest: 'other' })
  const good = await entry(first)
  await reverts(relay([good], other.batchId), 'InvalidSignature', [other.batchId, first])
  const mismatch = [batchId, first]
  await reverts(relay([{ ...good, commitment: hash('another') }]), 'InvalidSignature', mismatch)
  await reverts(relay([{ ...good, deadline: good.deadline + 1n }]), 'InvalidSignature', mismatch)
})

test('a signature works once, not twice in one call, and not after the annotator committed itself', async () => {
  const good = await entry(first)
  await reverts(relay([good, good]), 'WrongSeat', [batchId, first, seatState.Committed])
  await relay([good])
  await reverts(relay([good]), 'WrongSeat', [batchId, first, seatState.Committed])
  const late = await entry(second)
  await commitOne(world, batchId, second, [1, 1, 1])
  await reverts(relay([late]), 'WrongSeat', [batchId, second, seatState.Committed])
})

test('a signature is good up to its deadline, that second included', async () => {
  const deadline = (await world.now()) + 100n
  const entries = await Promise.all(
    [first, second, third].map((annotator) => entryOf(world, batchId, annotator, labels, deadline)),
  )
  const [before, at, after] = entries
  assert.ok(before && at && after)
  await world.nextBlockAt(deadline - 1n)
  await relay([before])
  await world.nextBlockAt(deadline)
  await relay([at])
  await world.nextBlockAt(deadline + 1n)
  await reverts(relay([after]), 'SignatureExpired', [batchId, third, deadline])
})

test('a relayed commit keeps to the phase and its deadline like any other', async () => {
  const deadline = BigInt((await world.market.read.batchOf([batchId])).deadline)
  const [one, two, three] = [await entry(first), await entry(second), await entry(third)]
  await world.nextBlockAt(deadline - 1n)
  await relay([one])
  await world.nextBlockAt(deadline)
  await relay([two])
  await world.nextBlockAt(deadline + 1n)
  await reverts(relay([three]), 'DeadlinePassed', [batchId, deadline])
  await world.market.write.openReveal([batchId])
  await reverts(relay([three]), 'WrongState', [batchId, batchState.Revealing])
})

test('one bad entry refuses them all and is named: outsider, empty commitment, no stake', async () => {
  const { market, stranger } = world
  const good = await entry(first)
  const outsider = await signCommit(world, { ...wordOf(stranger) })
  await reverts(relay([good, outsider]), 'WrongSeat', [batchId, stranger, seatState.None])
  const empty = await signCommit(world, { ...wordOf(second), commitment: `0x${'0'.repeat(64)}` })
  await reverts(relay([good, empty]), 'ZeroCommitment', [batchId, second])
  await world.vault.write.unbond([16n], { account: third })
  await reverts(relay([good, await entry(third)]), 'InsufficientStake', [third, 24n, 25n])
  assert.equal((await market.read.seatOf([batchId, first])).state, seatState.Assigned)
  assert.equal((await market.read.batchOf([batchId])).committed, 0)
  assert.equal((await world.vault.read.stakeOf([first])).locked, 0n)
})

test('lists of different lengths are refused', async () => {
  const [id, annotators, commitments, deadlines, signatures] = commitArgs(batchId, [await entry(first)])
  const { commitFor } = world.market.write
  await reverts(commitFor([id, annotators, [], deadlines, signatures]), 'LengthMismatch', [1n, 0n])
  await reverts(commitFor([id, annotators, commitments, [], signatures]), 'LengthMismatch', [1n, 0n])
  await reverts(commitFor([id, annotators, commitments, deadlines, []]), 'LengthMismatch', [1n, 0n])
  await reverts(commitFor([id, [], commitments, deadlines, signatures]), 'LengthMismatch', [0n, 1n])
})

/** A batch with a stake, whose panel has the wallet of the first annotator's key and two plain accounts. */
async function withWallet() {
  const wallet = await world.viem.deployContract('OwnedWallet', [first])
  const address = getAddress(wallet.address)
  const panel = [address, second, third].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
  await stake(world, [address], 40n)
  const { market, requester } = world
  await market.write.createBatch([projectId, hash('wallet'), noPayload, 3, 3, 2], { account: requester })
  const id = await market.read.batchIdOf([projectId, hash('wallet'), noPayload])
  await market.write.assign([id, panel], { account: requester })
  const word = { batchId: id, annotator: address, commitment: hash('x'), deadline: distantDeadline }
  const signature = await world.walletOf(first).signTypedData(await typedCommit(world, word))
  return { wallet, address, id, signed: { ...word, signature } }
}

test('A29: a wallet contract commits by the signature that it accepts (EIP-1271), or by its own call', async () => {
  const { wallet, address, id, signed } = await withWallet()
  const refused = [id, address]
  await reverts(relay([{ ...signed, signature: (await entry(second)).signature }], id), 'InvalidSignature', refused)
  for (const no of [answer.Revert, answer.Nothing]) {
    await wallet.write.setAnswer([no])
    await reverts(relay([signed], id), 'InvalidSignature', refused)
  }
  await wallet.write.setAnswer([answer.Yes])
  const transaction = await relay([{ ...signed, signature: '0x' }], id)
  assert.equal((await argsOf(world, transaction, 'Committed')).length, 1)
  assert.equal((await world.vault.read.stakeOf([address])).locked, 25n)
})

test('A29: the owner’s key signs for its wallet, for one wallet at a time', async () => {
  const { wallet, id, signed } = await withWallet()
  const { abi } = world.market
  const call = encodeFunctionData({ abi, functionName: 'commit', args: [batchId, hash('y')] })
  // The wallet has no seat in the other batch: a plain call is judged like any account's.
  await assert.rejects(wallet.write.execute([world.market.address, call], { account: first }))
  await reverts(relay([{ ...signed, annotator: second }], id), 'InvalidSignature', [id, second])
  const own = { ...(await typedCommit(world, { ...signed, annotator: first })), account: first }
  const forOwner = await world.walletOf(first).signTypedData(own)
  await reverts(relay([{ ...signed, signature: forOwner }], id), 'InvalidSignature', [id, signed.annotator])
  await relay([signed], id)
})

test('A29: a wallet that burns all gas costs its relayer the call, and nobody else', async () => {
  const { wallet, id, signed } = await withWallet()
  await wallet.write.setAnswer([answer.BurnGas])
  const burned = world.market.write.commitFor(commitArgs(id, [{ ...signed, signature: '0x' }]), { gas: 2_000_000n })
  await reverts(burned, 'InvalidSignature', [id, signed.annotator])
  await relay([await entryOf(world, id, second, labels)], id)
})

test('A29: an account with delegated code (EIP-7702) signs with its own key', async () => {
  const wallet = await world.viem.deployContract('OwnedWallet', [second])
  const chain = await world.viem.getTestClient()
  await chain.setCode({ address: first, bytecode: concat(['0xef0100', wallet.address]) })
  await relay([await entry(first)])
  assert.equal((await world.market.read.seatOf([batchId, first])).state, seatState.Committed)
})

test('several calls in one transaction are all made or none, each by its own rules', async () => {
  const { market, requester, stranger } = world
  const { abi } = market
  const manifest = hash('at once')
  const id = await market.read.batchIdOf([projectId, manifest, noPayload])
  const create = encodeFunctionData({
    abi,
    functionName: 'createBatch',
    args: [projectId, manifest, noPayload, 3, 3, 2],
  })
  const assign = encodeFunctionData({ abi, functionName: 'assign', args: [id, [...running.panel]] })
  const settle = encodeFunctionData({ abi, functionName: 'settle', args: [id, [...running.panel]] })
  const send = (calls: Hex[], account: Address) => market.write.multicall([calls], { account })
  await reverts(send([create, assign], stranger), 'NotRequester', [projectId, stranger])
  await reverts(send([create, assign, settle], requester), 'WrongState', [id, batchState.Committing])
  assert.equal((await market.read.batchOf([id])).state, batchState.None)
  const transaction = await send([create, assign], requester)
  assert.deepEqual(
    (await eventsOf(world, transaction)).map((event) => event.name),
    ['BatchCreated', 'Assigned'],
  )
})
