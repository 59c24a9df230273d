import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { encodeAbiParameters, getAddress, type Hex, keccak256, zeroAddress } from 'viem'
import { eventsOf } from '../support/events.ts'
import { reverts } from '../support/reverts.ts'
import { createProject, defaultParams, fund, hash, noPayload } from '../support/scenario.ts'
import { createWorld, unbondingPeriod, type World } from '../support/world.ts'

let world: World

beforeEach(async () => {
  world = await createWorld()
})

test('A69: a market without a vault or without parameters cannot be deployed', async () => {
  const { viem, vault, parameters, libraries } = world
  for (const given of [
    [zeroAddress, parameters.address],
    [vault.address, zeroAddress],
  ] as const) {
    await reverts(viem.deployContract('LabelMarket', given, { libraries }), 'ZeroAddress')
  }
})

test('the limits are those of the specification', async () => {
  const { market, vault, label } = world
  const day = 24n * 3600n
  assert.equal(await market.read.MAX_ITEMS(), 512n)
  assert.equal(await market.read.ASSIGN_WINDOW(), 7n * day)
  assert.equal(await market.read.MAX_REASSIGNMENTS(), 2n)
  assert.equal(getAddress(await market.read.parameters()), getAddress(world.parameters.address))
  assert.equal(getAddress(await market.read.vault()), getAddress(vault.address))
  assert.equal(getAddress(await vault.read.token()), getAddress(label.address))
  assert.equal(await vault.read.unbondingPeriod(), unbondingPeriod)
})

test('A12: a project holds at most 128 bits of its token', async () => {
  const { market, dollar, requester } = world
  const most = 2n ** 128n - 1n
  const projectId = await createProject(world)
  await dollar.write.mint([requester, 2n * most])
  await dollar.write.approve([market.address, 2n * most], { account: requester })
  const fundWith = (amount: bigint) => market.write.fundProject([projectId, amount], { account: requester })
  for (const amount of [most + 1n, 2n ** 256n - 1n]) {
    await reverts(fundWith(amount), 'SafeCastOverflowedUintDowncast', [128, amount])
  }
  await fundWith(most)
  await reverts(fundWith(1n), 'SafeCastOverflowedUintDowncast', [128, most + 1n])
})

test('a project keeps what its requester defined, under an id known beforehand', async () => {
  const { market, requester, client } = world
  const params = { ...defaultParams(world), stakePerSeat: 9n }
  const transaction = await market.write.createProject([hash('salt'), params], { account: requester })
  const projectId = keccak256(
    encodeAbiParameters(
      [{ type: 'uint256' }, { type: 'address' }, { type: 'address' }, { type: 'bytes32' }],
      [BigInt(await client.getChainId()), market.address, requester, hash('salt')],
    ),
  )
  assert.equal(await market.read.projectIdOf([requester, hash('salt')]), projectId)
  const { token, ...numbers } = params
  const project = await market.read.projectOf([projectId])
  assert.deepEqual(
    { ...project, params: { ...project.params, token: project.params.token.toLowerCase() } },
    {
      requester,
      idTail: `0x${projectId.slice(42)}`,
      params: { ...params, token: token.toLowerCase() },
      free: 0n,
      reserved: 0n,
      guidelineVersion: 1,
      isSealed: false,
    },
  )
  const [created] = await eventsOf(world, transaction)
  assert.deepEqual(created, {
    name: 'ProjectCreated',
    args: {
      projectId,
      requester,
      token: project.params.token,
      params: { ...numbers, token: project.params.token },
    },
  })
})

test('an id that only begins like a project’s is no project’s', async () => {
  const { market, requester } = world
  const projectId = await createProject(world, { funds: 100n })
  const last = projectId.endsWith('0') ? '1' : '0'
  const alike: Hex = `0x${projectId.slice(2, -1)}${last}`
  const account = requester
  await reverts(market.write.fundProject([alike, 1n], { account }), 'ProjectUnknown', [alike])
  await reverts(market.write.refundProject([alike, requester, 1n], { account }), 'ProjectUnknown', [alike])
  await reverts(market.write.createBatch([alike, hash('m'), noPayload, 1, 3, 2], { account }), 'ProjectUnknown', [
    alike,
  ])
  assert.equal((await market.read.projectOf([alike])).requester, zeroAddress)
  await market.write.sealDataset([projectId, hash('root'), 1n, 0n], { account })
  assert.deepEqual(
    [await market.read.labelsRootOf([alike]), await market.read.labelsRootOf([projectId])],
    [noPayload, hash('root')],
  )
  assert.equal((await market.read.projectOf([projectId])).requester, requester)
})

test('a salt makes one project of a requester, and another one of another requester', async () => {
  const { market, stranger } = world
  const projectId = await createProject(world, { salt: 'same' })
  await reverts(createProject(world, { salt: 'same' }), 'ProjectExists', [projectId])
  await market.write.createProject([hash('same'), defaultParams(world)], { account: stranger })
  assert.notEqual(await market.read.projectIdOf([stranger, hash('same')]), projectId)
})

test('A40: parameters out of range are refused, and those at the edge are not', async () => {
  await reverts(createProject(world, { token: zeroAddress }), 'ZeroAddress')
  await reverts(createProject(world, { rewardPerLabel: 0n }), 'InvalidReward')
  for (const classes of [0, 1, 255])
    await reverts(createProject(world, { classes }), 'InvalidClasses', [BigInt(classes)])
  for (const classes of [2, 254]) await createProject(world, { classes, salt: `classes ${classes}` })
  const month = 30 * 24 * 3600
  for (const seconds of [0, 59, month + 1]) {
    await reverts(createProject(world, { commitWindow: seconds }), 'InvalidWindow', [BigInt(seconds)])
    await reverts(createProject(world, { revealWindow: seconds }), 'InvalidWindow', [BigInt(seconds)])
  }
  for (const seconds of [60, month]) {
    await createProject(world, { commitWindow: seconds, revealWindow: seconds, salt: `window ${seconds}` })
  }
})

test('anyone funds a project, and only by what really arrives', async () => {
  const { market, dollar, stranger } = world
  const projectId = await createProject(world)
  await dollar.write.mint([stranger, 70n])
  await dollar.write.approve([market.address, 70n], { account: stranger })
  await market.write.fundProject([projectId, 40n], { account: stranger })
  const transaction = await market.write.fundProject([projectId, 30n], { account: stranger })
  assert.deepEqual(await eventsOf(world, transaction), [
    { name: 'ProjectFunded', args: { projectId, from: stranger, amount: 30n, free: 70n } },
  ])
  assert.equal((await market.read.projectOf([projectId])).free, 70n)
  assert.equal(await dollar.read.balanceOf([market.address]), 70n)
})

test('A12: a funding of nothing, without means or of an unknown project is refused', async () => {
  const { market, dollar, requester } = world
  const projectId = await createProject(world)
  await reverts(market.write.fundProject([projectId, 0n], { account: requester }), 'ZeroAmount')
  await reverts(market.write.fundProject([hash('nowhere'), 1n], { account: requester }), 'ProjectUnknown', [
    hash('nowhere'),
  ])
  await dollar.write.approve([market.address, 1n], { account: requester })
  await reverts(market.write.fundProject([projectId, 1n], { account: requester }), 'ERC20InsufficientBalance', [
    requester,
    0n,
    1n,
  ])
  assert.equal((await market.read.projectOf([projectId])).free, 0n)
})

test('the requester takes free money back, to any address', async () => {
  const { market, dollar, requester, stranger } = world
  const projectId = await createProject(world, { funds: 100n })
  const transaction = await market.write.refundProject([projectId, stranger, 60n], { account: requester })
  assert.deepEqual(await eventsOf(world, transaction), [
    { name: 'ProjectRefunded', args: { projectId, to: stranger, amount: 60n, free: 40n } },
  ])
  assert.equal(await dollar.read.balanceOf([stranger]), 60n)
  assert.equal(await dollar.read.balanceOf([market.address]), 40n)
})

test('a refund of nothing, to nobody, beyond the free balance or by another is refused', async () => {
  const { market, requester, stranger } = world
  const projectId = await createProject(world, { funds: 100n })
  const refund = (to: typeof stranger, amount: bigint, account = requester) =>
    market.write.refundProject([projectId, to, amount], { account })
  await reverts(refund(requester, 0n), 'ZeroAmount')
  await reverts(refund(zeroAddress, 1n), 'ZeroAddress')
  await reverts(refund(requester, 101n), 'InsufficientFunds', [projectId, 100n, 101n])
  await reverts(refund(stranger, 1n, stranger), 'NotRequester', [projectId, stranger])
  await reverts(
    market.write.refundProject([hash('nowhere'), requester, 1n], { account: requester }),
    'ProjectUnknown',
    [hash('nowhere')],
  )
})

test('A25: two projects on one token cannot spend each other', async () => {
  const { market, requester } = world
  const poor = await createProject(world, { salt: 'poor', funds: 10n })
  const rich = await createProject(world, { salt: 'rich' })
  await fund(world, rich, 1000n)
  await reverts(market.write.refundProject([poor, requester, 11n], { account: requester }), 'InsufficientFunds', [
    poor,
    10n,
    11n,
  ])
})
