import assert from 'node:assert/strict'
import { beforeEach, it } from 'node:test'
import { type Address, encodeFunctionData, type Hex, numberToHex } from 'viem'
import { isDeployedCode } from '../support/deployed-code.ts'
import { errorNameOf, reverts } from '../support/reverts.ts'
import { argsOf, eventsOf } from './support/events.ts'
import {
  activation,
  answers,
  committing,
  commitWindow,
  createDrawWorld,
  createPool,
  type DrawWorld,
  drawState,
  expectedDraw,
  fulfil,
  hash,
  join,
  memberAt,
  openBatch,
  passSeedBlock,
  poolOf,
  request,
  requestPanel,
  seedOf,
} from './support/world.ts'

let world: DrawWorld

beforeEach(async () => {
  world = await createDrawWorld()
})

/** The owners of positions, for members with so many slots each. */
const ownersOf = (...slots: number[]): Address[] =>
  slots.flatMap((count, index) => Array<Address>(count).fill(memberAt(world, index)))

async function seedFor(drawId: bigint): Promise<Hex> {
  const { seedBlock } = await world.pool.read.drawOf([drawId])
  return seedOf((await world.client.getBlock({ blockNumber: seedBlock })).hash, drawId)
}

const drawnBy = async (transaction: Hex) =>
  (await argsOf(world, transaction, 'DrawFulfilled')) as { seed: Hex; accounts: Address[]; weights: bigint[] }

it('should refuse a draw that does not wait', async () => {
  const { pool } = world
  const poolId = await poolOf(world, 3, 3)
  await reverts(pool.write.fulfil([9n]), 'WrongDrawState', [9n, drawState.None])
  const drawId = await request(world, poolId, 2)
  await fulfil(world, drawId)
  await reverts(pool.write.fulfil([drawId]), 'WrongDrawState', [drawId, drawState.Fulfilled])
  const failed = await request(world, poolId, 3)
  await fulfil(world, failed)
  await reverts(pool.write.fulfil([failed]), 'WrongDrawState', [failed, drawState.Failed])
})

it('A50: should refuse before anyone knows the hash', async () => {
  const { pool } = world
  const poolId = await poolOf(world, 1, 1)
  const drawId = await request(world, poolId, 1)
  const { seedBlock } = await pool.read.drawOf([drawId])
  // In the block after the request, and in the very block whose hash counts.
  for (let block = 0; block < 2; block++) {
    await reverts(pool.write.fulfil([drawId]), 'SeedNotReady', [drawId, seedBlock])
    if ((await world.client.getBlockNumber()) < seedBlock - 1n) await world.mine(1)
  }
  await passSeedBlock(world, drawId)
  await pool.write.fulfil([drawId])
})

it('A51: should read the hash 256 blocks later', async () => {
  const poolId = await poolOf(world, 1, 1)
  const drawId = await request(world, poolId, 2)
  // The block of the seed is the 256th before the one that fulfils.
  await passSeedBlock(world, drawId)
  await world.mine(255)
  const { seed } = await drawnBy(await world.pool.write.fulfil([drawId]))
  assert.equal(seed, await seedFor(drawId))
})

it('A51: should read hashes up to 8,191 blocks old where the chain keeps its history', async () => {
  const { pool } = world
  const poolId = await poolOf(world, 1, 1)
  const drawId = await request(world, poolId, 2)
  await passSeedBlock(world, drawId)
  await keepHistory(drawId)
  await world.mine(8190)
  const { seedBlock } = await pool.read.drawOf([drawId])
  const snapshot = await world.chain.snapshot()
  const { seed } = await drawnBy(await pool.write.fulfil([drawId]))
  assert.equal(seed, await seedFor(drawId))
  await world.chain.revert({ id: snapshot })
  await world.mine(1)
  await reverts(pool.write.fulfil([drawId]), 'SeedLost', [drawId, seedBlock])
  await pool.write.renew([drawId])
  await fulfil(world, drawId)
})

/**
 * Gives the chain the history contract whose code EIP-2935 prescribes, and it the hash of the draw's block, which the system would have
 * put there: Hardhat's chain keeps no history.
 */
async function keepHistory(drawId: bigint): Promise<void> {
  const { seedBlock } = await world.pool.read.drawOf([drawId])
  const { hash: value } = await world.client.getBlock({ blockNumber: seedBlock })
  const [address, ring] = ['0x0000F90827F1C53a10cb7A02335B175320002935', 8191n] as const
  const bytecode =
    '0x3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500'
  await world.chain.setCode({ address, bytecode })
  await world.chain.setStorageAt({ address, index: numberToHex(seedBlock % ring, { size: 32 }), value })
}

it('A51: should refuse a hash that is lost', async () => {
  const { pool, chain } = world
  const poolId = await poolOf(world, 1, 1)
  const drawId = await request(world, poolId, 2)
  await chain.setCode({ address: '0x0000F90827F1C53a10cb7A02335B175320002935', bytecode: '0x' })
  await passSeedBlock(world, drawId)
  await world.mine(256)
  const { seedBlock } = await pool.read.drawOf([drawId])
  await reverts(pool.write.fulfil([drawId]), 'SeedLost', [drawId, seedBlock])
})

it('should draw the accounts that the seed names, each once, in that order', async () => {
  const { consumer } = world
  const slots = [5, 1, 3, 2, 4]
  const poolId = await poolOf(world, ...slots)
  for (const count of [1, 3, 5]) {
    const drawId = await request(world, poolId, count, hash(`context ${count}`))
    const transaction = await fulfil(world, drawId)
    const { seed, accounts, weights } = await drawnBy(transaction)
    assert.equal(seed, await seedFor(drawId))
    assert.deepEqual(accounts, expectedDraw(seed, count, ownersOf(...slots)))
    assert.equal(new Set(accounts).size, count)
    assert.equal(await consumer.read.lastDraw(), drawId)
    assert.equal(await consumer.read.lastContext(), hash(`context ${count}`))
    assert.deepEqual(await consumer.read.result(), [accounts, weights])
  }
})

it('A46: should count no slot that joined within the hour before the request', async () => {
  const poolId = await createPool(world)
  const [old, young] = [memberAt(world, 0), memberAt(world, 1)]
  await join(world, poolId, old, 1)
  await join(world, poolId, young, 20)
  const { joinedAt } = await world.pool.read.memberOf([poolId, young])
  await world.nextBlockAt(joinedAt + activation - 1)
  const early = await request(world, poolId, 2)
  await world.nextBlockAt(joinedAt + activation)
  const late = await request(world, poolId, 2)
  assert.equal((await argsOf(world, await fulfil(world, early), 'DrawFailed')).found, 1n)
  const both = await drawnBy(await fulfil(world, late))
  assert.deepEqual(new Set(both.accounts), new Set([old, young]))
})

async function skilledPool(...levels: number[]): Promise<{ skill: Hex; poolId: Hex }> {
  const { registry, issuer } = world
  await registry.write.createSkill(['law'], { account: issuer })
  const skill = await registry.read.skillIdOf([issuer, hash('law')])
  const poolId = await createPool(world, skill, 2)
  for (const [index, level] of levels.entries()) {
    await registry.write.grant([skill, memberAt(world, index), BigInt(level), 9_999_999_999n], { account: issuer })
    await join(world, poolId, memberAt(world, index), 2)
  }
  await world.pass(activation)
  return { skill, poolId }
}

it('should skip who lost the level since it joined', async () => {
  const { registry, issuer } = world
  const { skill, poolId } = await skilledPool(2, 2, 2)
  await registry.write.revoke([skill, memberAt(world, 1)], { account: issuer })
  const { accounts } = await drawnBy(await fulfil(world, await request(world, poolId, 2)))
  assert.deepEqual(new Set(accounts), new Set([memberAt(world, 0), memberAt(world, 2)]))
})

it('should weigh aged stake up to the cap', async () => {
  const poolId = await poolOf(world, 1, 5, 9)
  const { accounts, weights } = await drawnBy(await fulfil(world, await request(world, poolId, 3)))
  const weightOf = new Map(accounts.map((account, index) => [account, weights[index]]))
  assert.deepEqual(
    [0, 1, 2].map((index) => weightOf.get(memberAt(world, index))),
    [100n, 500n, 500n],
  )
})

it('should multiply the weight by the level', async () => {
  const { poolId } = await skilledPool(2, 5)
  const { accounts, weights } = await drawnBy(await fulfil(world, await request(world, poolId, 2)))
  const weightOf = new Map(accounts.map((account, index) => [account, weights[index]]))
  assert.deepEqual([weightOf.get(memberAt(world, 0)), weightOf.get(memberAt(world, 1))], [400n, 1000n])
})

it('A46: should weigh no stake that joined after the request', async () => {
  const poolId = await poolOf(world, 1, 2)
  const drawId = await request(world, poolId, 2)
  await join(world, poolId, memberAt(world, 0), 3)
  const { accounts, weights } = await drawnBy(await fulfil(world, drawId))
  const weightOf = new Map(accounts.map((account, index) => [account, weights[index]]))
  assert.deepEqual([weightOf.get(memberAt(world, 0)), weightOf.get(memberAt(world, 1))], [100n, 200n])
})

it('A8: should take whatever is not a plain yes for a no, at bounded cost', async () => {
  const { consumer, pool, client } = world
  const slots = [2, 2, 2, 2, 2, 2, 2, 2]
  const poolId = await poolOf(world, ...slots)
  const bad = [answers.No, answers.Revert, answers.BurnGas, answers.Short, answers.NotBool, answers.ReturnBomb]
  for (const [index, answer] of bad.entries()) await consumer.write.setAnswer([memberAt(world, index), answer])
  const drawId = await request(world, poolId, 2)
  const transaction = await fulfil(world, drawId)
  const { accounts } = await drawnBy(transaction)
  const refused = bad.map((_, index) => memberAt(world, index))
  assert.deepEqual(accounts, expectedDraw(await seedFor(drawId), 2, ownersOf(...slots), refused))

  await consumer.write.setEveryone([answers.BurnGas])
  const burnt = await request(world, poolId, 2)
  await passSeedBlock(world, burnt)
  const receipt = await client.getTransactionReceipt({ hash: await pool.write.fulfil([burnt]) })
  // Eight candidates at 100,000 gas each, and the tries.
  assert.ok(!isDeployedCode || receipt.gasUsed < 2_000_000n, String(receipt.gasUsed))
})

it('should refuse too little gas rather than count it as a no', async () => {
  const { pool, client } = world
  const poolId = await poolOf(world, 1, 1, 1)
  const drawId = await request(world, poolId, 3)
  await passSeedBlock(world, drawId)
  await world.mine(1)
  // With whatever gas: all are drawn, or the call reverts.
  let refused = 0
  for (let gas = 60_000n; gas <= 600_000n; gas += 20_000n) {
    const { result } = await client
      .simulateContract({ address: pool.address, abi: pool.abi, functionName: 'fulfil', args: [drawId], gas })
      .catch(() => ({ result: undefined }))
    assert.notEqual(result, false)
    if (result === undefined) refused++
  }
  assert.ok(refused > 0 && refused < 27, String(refused))
  const starved = await pool.simulate.fulfil([drawId], { gas: 140_000n }).catch(errorNameOf)
  assert.equal(starved, 'InsufficientGas')
})

it('should stay open where the consumer refuses the result', async () => {
  const { consumer, pool } = world
  const poolId = await poolOf(world, 1, 1)
  const drawId = await request(world, poolId, 1)
  await consumer.write.setRefusesResult([true])
  await passSeedBlock(world, drawId)
  await assert.rejects(pool.write.fulfil([drawId]), /custom error/)
  assert.equal((await pool.read.drawOf([drawId])).state, drawState.Requested)
  await consumer.write.setRefusesResult([false])
  await pool.write.fulfil([drawId])
  assert.equal(await consumer.read.times(), 1n)
})

it('A5: should let no consumer enter again, but ask for another draw', async () => {
  const { consumer, pool } = world
  const poolId = await poolOf(world, 1, 1)
  const drawId = await request(world, poolId, 1)
  const abi = pool.abi
  const closed = [
    encodeFunctionData({ abi, functionName: 'fulfil', args: [drawId] }),
    encodeFunctionData({ abi, functionName: 'join', args: [poolId, 1n] }),
    encodeFunctionData({ abi, functionName: 'leave', args: [poolId, 1n] }),
    encodeFunctionData({ abi, functionName: 'strike', args: [hash('batch'), memberAt(world, 0)] }),
  ]
  for (const message of closed) {
    await consumer.write.arm([message])
    await fulfil(world, await request(world, poolId, 1))
    // ReentrancyGuardReentrantCall()
    assert.equal(await consumer.read.answer(), '0x3ee5aeb5')
  }
  await consumer.write.arm([
    encodeFunctionData({ abi, functionName: 'requestDraw', args: [poolId, 1n, hash('again')] }),
  ])
  const before = await pool.read.draws()
  await fulfil(world, drawId)
  assert.equal(await pool.read.draws(), before + 1n)
})

it('should fail, and say how many were found', async () => {
  const { pool, consumer } = world
  const poolId = await poolOf(world, 2, 2, 2)
  await consumer.write.setAnswer([memberAt(world, 1), answers.No])
  const drawId = await request(world, poolId, 3)
  const transaction = await fulfil(world, drawId)
  assert.deepEqual(await eventsOf(world, transaction), [
    { name: 'DrawFailed', args: { drawId, seed: await seedFor(drawId), found: 2n } },
  ])
  assert.equal((await pool.read.drawOf([drawId])).state, drawState.Failed)
  assert.equal(await consumer.read.times(), 0n)
})

it('should seat the panel in ascending order and note until when it commits', async () => {
  const { pool, market } = world
  const slots = [1, 2, 3, 4, 5, 6]
  const poolId = await poolOf(world, ...slots)
  const batchId = await openBatch(world, 5)
  const drawId = await requestPanel(world, batchId, poolId)
  const transaction = await fulfil(world, drawId)
  const drawn = await argsOf(world, transaction, 'DrawFulfilled')
  const expected = expectedDraw(await seedFor(drawId), 5, ownersOf(...slots))
  assert.deepEqual(drawn.accounts, expected)
  assert.deepEqual(
    await market.read.panelOf([batchId]),
    expected.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1)),
  )
  const { commitBy, state } = await pool.read.drawOf([drawId])
  assert.equal(commitBy, (await world.now()) + commitWindow)
  assert.deepEqual([drawn.commitBy, drawn.attempt, state], [BigInt(commitBy), 0n, drawState.Fulfilled])
  assert.equal((await market.read.batchOf([batchId])).state, committing)
})

it('A52: should seat nobody whom the market refuses, the requester among them', async () => {
  const { market, requester } = world
  const poolId = await poolOf(world, 1, 1, 1, 1)
  await join(world, poolId, requester, 10)
  await world.pass(activation)
  const batchId = await openBatch(world, 3)
  await market.write.setRefused([batchId, memberAt(world, 2), true])
  await fulfil(world, await requestPanel(world, batchId, poolId))
  const seated = [0, 1, 3].map((index) => memberAt(world, index))
  assert.deepEqual(new Set(await market.read.panelOf([batchId])), new Set(seated))
})

it('should fail where the answer of the market reverts', async () => {
  const poolId = await poolOf(world, 1, 1, 1)
  const batchId = await openBatch(world, 3)
  await world.market.write.setCanSitReverts([true])
  const drawId = await requestPanel(world, batchId, poolId)
  assert.equal((await argsOf(world, await fulfil(world, drawId), 'DrawFailed')).found, 0n)
})

it('should revert where the market does not seat', async () => {
  const { market, pool } = world
  const poolId = await poolOf(world, 1, 1, 1)
  const batchId = await openBatch(world, 3)
  const drawId = await requestPanel(world, batchId, poolId)
  await market.write.setState([batchId, committing])
  await passSeedBlock(world, drawId)
  await reverts(pool.write.fulfil([drawId]), 'NotSeatable', [batchId])
  assert.equal((await pool.read.drawOf([drawId])).state, drawState.Requested)
})
