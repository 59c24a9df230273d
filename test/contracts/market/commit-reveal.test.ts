import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { type Address, encodeAbiParameters, getAddress, type Hex, keccak256, toHex } from 'viem'
import { eventsOf } from '../support/events.ts'
import { reverts } from '../support/reverts.ts'
import {
  assignBatch,
  commitAll,
  commitOne,
  createBatch,
  createProject,
  hash,
  labelBytes,
  noPayload,
  type Running,
  revealOne,
  saltOf,
  stake,
} from '../support/scenario.ts'
import { batchState, seatState } from '../support/states.ts'
import { createWorld, type World } from '../support/world.ts'

const plan = { items: 3, seats: 3, agreement: 2 }
const labels = [0, 3, 0xfe]
const answers = [labels, labels, labels]

let world: World
let projectId: Hex
let running: Running
let batchId: Hex
let first: Address
let second: Address
let third: Address

beforeEach(async () => {
  world = await createWorld()
  projectId = await createProject(world, { funds: 1000n })
  running = await assignBatch(world, projectId, plan)
  batchId = running.batchId
  const [a, b, c] = running.panel
  assert.ok(a && b && c)
  first = a
  second = b
  third = c
})

const commit = (commitment: Hex, account: Address) => world.market.write.commit([batchId, commitment], { account })

const reveal = (bytes: Hex, account: Address, salt = saltOf(batchId, account)) =>
  world.market.write.reveal([batchId, bytes, noPayload, salt], { account })

test('A33: a commitment is bound to its kind, chain, market, batch, author, labels, payload and salt', async () => {
  const { market, client } = world
  const typeHash = keccak256(
    toHex(
      'Commit(uint256 chainId,address market,bytes32 batchId,address annotator,bytes32 labelsHash,bytes32 payloadRoot,bytes32 salt)',
    ),
  )
  assert.equal(await market.read.COMMIT_TYPEHASH(), typeHash)
  const word = { type: 'bytes32' } as const
  const expected = keccak256(
    encodeAbiParameters(
      [word, { type: 'uint256' }, { type: 'address' }, word, { type: 'address' }, word, word, word],
      [
        typeHash,
        BigInt(await client.getChainId()),
        market.address,
        batchId,
        first,
        keccak256(labelBytes(labels)),
        hash('payload'),
        hash('salt'),
      ],
    ),
  )
  assert.equal(
    await market.read.commitmentOf([batchId, first, labelBytes(labels), hash('payload'), hash('salt')]),
    expected,
  )
})

test('a commit is recorded, and the last of the panel opens the reveal phase', async () => {
  const { market } = world
  const one = await commit(hash('one'), first)
  assert.deepEqual(await eventsOf(world, one), [
    { name: 'Committed', args: { batchId, annotator: first, commitment: hash('one') } },
  ])
  assert.deepEqual(await market.read.seatOf([batchId, first]), {
    state: seatState.Committed,
    agreed: 0,
    multiplierBps: 0,
    flagged: 0,
    tier: 0,
    digest: hash('one').slice(0, 52),
  })
  await commit(hash('two'), second)
  const last = await commit(hash('three'), third)
  const deadline = (await world.now()) + 1800n
  assert.deepEqual(await eventsOf(world, last), [
    { name: 'Committed', args: { batchId, annotator: third, commitment: hash('three') } },
    { name: 'RevealOpened', args: { batchId, committed: 3n, deadline } },
  ])
  const batch = await market.read.batchOf([batchId])
  assert.deepEqual([batch.state, batch.committed, batch.deadline], [batchState.Revealing, 3, Number(deadline)])
})

test('A36: an empty, a second or an outsider’s commit is refused', async () => {
  const { stranger } = world
  await reverts(commit(noPayload, first), 'ZeroCommitment', [batchId, first])
  await reverts(commit(hash('x'), stranger), 'WrongSeat', [batchId, stranger, seatState.None])
  await commit(hash('x'), first)
  await reverts(commit(hash('y'), first), 'WrongSeat', [batchId, first, seatState.Committed])
})

test('A39: nothing is committed before the assignment or in the reveal phase', async () => {
  const { market } = world
  const waiting = await createBatch(world, projectId, { ...plan, manifest: 'waiting' })
  const early = market.write.commit([waiting, hash('x')], { account: first })
  await reverts(early, 'WrongState', [waiting, batchState.Created])
  await commitAll(world, running, answers)
  await reverts(commit(hash('x'), first), 'WrongState', [batchId, batchState.Revealing])
})

test('commits are taken up to the deadline, its second included', async () => {
  const deadline = BigInt((await world.market.read.batchOf([batchId])).deadline)
  await world.nextBlockAt(deadline - 1n)
  await commit(hash('x'), first)
  await world.nextBlockAt(deadline)
  await commit(hash('y'), second)
  await world.nextBlockAt(deadline + 1n)
  await reverts(commit(hash('z'), third), 'DeadlinePassed', [batchId, deadline])
})

test('anyone opens the reveal phase after the deadline where enough committed', async () => {
  const { market, stranger } = world
  const open = () => market.write.openReveal([batchId], { account: stranger })
  const deadline = BigInt((await market.read.batchOf([batchId])).deadline)
  await commit(hash('x'), first)
  await world.nextBlockAt(deadline - 1n)
  await reverts(open(), 'DeadlineNotPassed', [batchId, deadline])
  await world.nextBlockAt(deadline)
  await commit(hash('y'), second)
  await world.nextBlockAt(deadline + 1n)
  const transaction = await open()
  assert.deepEqual(await eventsOf(world, transaction), [
    { name: 'RevealOpened', args: { batchId, committed: 2n, deadline: deadline + 1n + 1800n } },
  ])
  await reverts(open(), 'WrongState', [batchId, batchState.Revealing])
})

test('the reveal phase does not open before the deadline’s last second is over, nor for too few', async () => {
  const { market } = world
  const deadline = BigInt((await market.read.batchOf([batchId])).deadline)
  await commit(hash('x'), first)
  await world.nextBlockAt(deadline)
  await reverts(market.write.openReveal([batchId]), 'DeadlineNotPassed', [batchId, deadline])
  await world.nextBlockAt(deadline + 1n)
  await reverts(market.write.openReveal([batchId]), 'QuorumNotReached', [batchId, 1n, 2n])
})

test('A43, A44: a commit locks the stake of its seat, and fails without it', async () => {
  const { market, vault } = world
  const staked = await createProject(world, { salt: 'staked', stakePerSeat: 25n, funds: 1000n })
  const batch = await assignBatch(world, staked, plan)
  await stake(world, [first], 40n)
  await stake(world, [second], 24n)
  const commitTo = (account: Address) => market.write.commit([batch.batchId, hash('x')], { account })
  const transaction = await commitTo(first)
  assert.deepEqual(await eventsOf(world, transaction), [
    { name: 'Committed', args: { batchId: batch.batchId, annotator: first, commitment: hash('x') } },
    { name: 'StakeLocked', args: { account: first, amount: 25n, available: 15n, locked: 25n } },
  ])
  await reverts(commitTo(second), 'InsufficientStake', [second, 24n, 25n])
  await reverts(vault.write.unbond([16n], { account: first }), 'InsufficientStake', [first, 15n, 16n])
  assert.equal((await market.read.batchOf([batch.batchId])).committed, 1)
  assert.equal((await market.read.seatOf([batch.batchId, second])).state, seatState.Assigned)
})

test('a market whose locker role was revoked takes no commit that would lock a stake', async () => {
  const { market, vault, admin } = world
  const staked = await createProject(world, { salt: 'staked', stakePerSeat: 25n, funds: 1000n })
  const batch = await assignBatch(world, staked, plan)
  await stake(world, [first], 25n)
  const role = await vault.read.LOCKER_ROLE()
  await vault.write.revokeRole([role, market.address], { account: admin })
  const refused = market.write.commit([batch.batchId, hash('x')], { account: first })
  await reverts(refused, 'AccessControlUnauthorizedAccount', [getAddress(market.address), role])
  await commit(hash('x'), first)
})

test('A49: a reveal emits the labels and keeps only their hash', async () => {
  const { market } = world
  const payload = hash('payload')
  const salt = saltOf(batchId, first)
  await commit(await market.read.commitmentOf([batchId, first, labelBytes(labels), payload, salt]), first)
  await commitOne(world, batchId, second, labels)
  await commitOne(world, batchId, third, labels)
  const transaction = await market.write.reveal([batchId, labelBytes(labels), payload, salt], { account: first })
  assert.deepEqual(await eventsOf(world, transaction), [
    { name: 'Revealed', args: { batchId, annotator: first, labels: labelBytes(labels), payloadRoot: payload } },
  ])
  assert.deepEqual(await market.read.seatOf([batchId, first]), {
    state: seatState.Revealed,
    agreed: 0,
    multiplierBps: 0,
    flagged: 0,
    tier: 0,
    digest: keccak256(labelBytes(labels)).slice(0, 52),
  })
})

test('A30: a copied commitment cannot be revealed by its copier', async () => {
  const { market } = world
  const salt = saltOf(batchId, first)
  const commitment = await market.read.commitmentOf([batchId, first, labelBytes(labels), noPayload, salt])
  await commit(commitment, first)
  await commit(commitment, second)
  await commitOne(world, batchId, third, labels)
  await reverts(reveal(labelBytes(labels), second, salt), 'CommitmentMismatch', [batchId, second])
  await reveal(labelBytes(labels), first, salt)
})

test('A31: a commitment of another batch cannot be revealed', async () => {
  const { market } = world
  const other = await assignBatch(world, projectId, { ...plan, manifest: 'other' })
  const salt = saltOf(batchId, first)
  const commitment = await market.read.commitmentOf([batchId, first, labelBytes(labels), noPayload, salt])
  await market.write.commit([other.batchId, commitment], { account: first })
  await commitOne(world, other.batchId, second, labels)
  await commitOne(world, other.batchId, third, labels)
  const replay = market.write.reveal([other.batchId, labelBytes(labels), noPayload, salt], { account: first })
  await reverts(replay, 'CommitmentMismatch', [other.batchId, first])
})

test('labels, payload or salt other than the committed ones are refused', async () => {
  const { market } = world
  await commitAll(world, running, answers)
  const salt = saltOf(batchId, first)
  const mismatch = [batchId, first]
  await reverts(reveal(labelBytes([0, 3, 0]), first), 'CommitmentMismatch', mismatch)
  await reverts(reveal(labelBytes(labels), first, hash('salt')), 'CommitmentMismatch', mismatch)
  const payload = market.write.reveal([batchId, labelBytes(labels), hash('payload'), salt], { account: first })
  await reverts(payload, 'CommitmentMismatch', mismatch)
})

test('A48: labels of a wrong number or out of range are refused at the first offending item', async () => {
  await commitAll(world, running, answers)
  await reverts(reveal('0x', first), 'InvalidLabelCount', [first, 0n, 3n])
  await reverts(reveal(labelBytes([0, 0]), first), 'InvalidLabelCount', [first, 2n, 3n])
  await reverts(reveal(labelBytes([0, 0, 0, 0]), first), 'InvalidLabelCount', [first, 4n, 3n])
  for (const wrong of [4, 5, 0x7f, 0x80, 0xfd, 0xff]) {
    await reverts(reveal(labelBytes([0xfe, wrong, wrong]), first), 'InvalidLabel', [first, 1n, BigInt(wrong)])
  }
})

test('A48: a label out of range is found at every position', async () => {
  const items = 40
  const wide = await createProject(world, { salt: 'positions', classes: 2, funds: 1000n })
  const batch = await assignBatch(world, wide, { ...plan, items })
  const right = Array.from({ length: items }, (_, item) => [0, 1, 0xfe][item % 3] ?? 0)
  await commitAll(world, batch, [right, right, right])
  for (let item = 0; item < items; item++) {
    const wrong = labelBytes(right.with(item, 2))
    const revealed = world.market.write.reveal([batch.batchId, wrong, noPayload, hash('s')], { account: first })
    await reverts(revealed, 'InvalidLabel', [first, BigInt(item), 2n])
  }
  await revealOne(world, batch.batchId, first, right)
})

test('A34: reveals are taken from the opening up to the deadline, its second included', async () => {
  await commitOne(world, batchId, first, labels)
  await commitOne(world, batchId, second, labels)
  await reverts(reveal(labelBytes(labels), first), 'WrongState', [batchId, batchState.Committing])
  await commitOne(world, batchId, third, labels)
  const deadline = BigInt((await world.market.read.batchOf([batchId])).deadline)
  await world.nextBlockAt(deadline - 1n)
  await revealOne(world, batchId, first, labels)
  await world.nextBlockAt(deadline)
  await revealOne(world, batchId, second, labels)
  await world.nextBlockAt(deadline + 1n)
  await reverts(reveal(labelBytes(labels), third), 'DeadlinePassed', [batchId, deadline])
})

test('A35: a second, an uncommitted or an outsider’s reveal is refused', async () => {
  const { market, stranger } = world
  await commitOne(world, batchId, first, labels)
  await commitOne(world, batchId, second, labels)
  await world.passTo(BigInt((await market.read.batchOf([batchId])).deadline) + 1n)
  await market.write.openReveal([batchId])
  await revealOne(world, batchId, first, labels)
  await reverts(reveal(labelBytes(labels), first), 'WrongSeat', [batchId, first, seatState.Revealed])
  await reverts(reveal(labelBytes(labels), third), 'WrongSeat', [batchId, third, seatState.Assigned])
  await reverts(reveal(labelBytes(labels), stranger), 'WrongSeat', [batchId, stranger, seatState.None])
})

test('labels of up to 254 classes are told from an abstention', async () => {
  const wide = await createProject(world, { salt: 'wide', classes: 254, funds: 1000n })
  const batch = await assignBatch(world, wide, { ...plan, manifest: 'wide' })
  const extremes = [0, 253, 254]
  await commitAll(world, batch, [extremes, extremes, extremes])
  const wrong = world.market.write.reveal([batch.batchId, labelBytes([0, 255, 0]), noPayload, hash('s')], {
    account: first,
  })
  await reverts(wrong, 'InvalidLabel', [first, 1n, 255n])
  await revealOne(world, batch.batchId, first, extremes)
})
