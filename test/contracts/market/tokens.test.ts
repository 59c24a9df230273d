import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { type Address, encodeFunctionData, type Hex, zeroAddress } from 'viem'
import { argsOf } from '../support/events.ts'
import { errorNameOf, reverts } from '../support/reverts.ts'
import { assignBatch, createProject, type Running, tallyAll } from '../support/scenario.ts'
import { createWorld, type World } from '../support/world.ts'

const plan = { items: 3, seats: 3, agreement: 2 }
const answers = [
  [1, 1, 1],
  [1, 1, 1],
  [1, 1, 1],
]
const trap = { Revert: 1, ReturnFalse: 2, ReturnShort: 3, BurnGas: 4, ReturnBomb: 5, RevertBomb: 6 } as const

let world: World

beforeEach(async () => {
  world = await createWorld()
})

type Payment = { address: Address; mint(amount: bigint): Promise<unknown>; approve(amount: bigint): Promise<unknown> }

/** A project paid in the token, with 1000 units of it. */
async function projectIn(token: Payment): Promise<Hex> {
  const projectId = await createProject(world, { token: token.address })
  await token.mint(1000n)
  await token.approve(1000n)
  await world.market.write.fundProject([projectId, 1000n], { account: world.requester })
  return projectId
}

async function trapToken() {
  const { viem, market, requester } = world
  const contract = await viem.deployContract('TrapToken')
  const payment: Payment = {
    address: contract.address,
    mint: (amount) => contract.write.mint([requester, amount]),
    approve: (amount) => contract.write.approve([market.address, amount], { account: requester }),
  }
  return { contract, payment }
}

async function tallied(projectId: Hex): Promise<Running> {
  const running = await assignBatch(world, projectId, plan)
  await tallyAll(world, running, answers)
  return running
}

test('A1: a token that takes a fee on transfer is refused at funding', async () => {
  const { viem, market, requester } = world
  const token = await viem.deployContract('FeeToken')
  const projectId = await createProject(world, { token: token.address })
  await token.write.mint([requester, 1000n])
  await token.write.approve([market.address, 1000n], { account: requester })
  const funding = market.write.fundProject([projectId, 1000n], { account: requester })
  await reverts(funding, 'UnsupportedToken', [1000n, 990n])
  assert.equal((await market.read.projectOf([projectId])).free, 0n)
})

test('A3: a token that returns false is refused at funding and at a refund', async () => {
  const { market, requester, stranger } = world
  const { contract, payment } = await trapToken()
  const projectId = await projectIn(payment)
  await contract.write.setTrap([market.address, trap.ReturnFalse])
  const token = (await market.read.projectOf([projectId])).params.token
  await reverts(market.write.fundProject([projectId, 1n], { account: requester }), 'SafeERC20FailedOperation', [token])
  await contract.write.setTrap([stranger, trap.ReturnFalse])
  const refund = market.write.refundProject([projectId, stranger, 1n], { account: requester })
  await reverts(refund, 'SafeERC20FailedOperation', [token])
  assert.equal((await market.read.projectOf([projectId])).free, 1000n)
})

test('A4: a token without return values funds, pays and refunds', async () => {
  const { viem, market, requester } = world
  const token = await viem.deployContract('NoReturnToken')
  const projectId = await projectIn({
    address: token.address,
    mint: (amount) => token.write.mint([requester, amount]),
    approve: (amount) => token.write.approve([market.address, amount], { account: requester }),
  })
  const running = await tallied(projectId)
  await market.write.settle([running.batchId, [...running.panel]])
  for (const annotator of running.panel) assert.equal(await token.read.balanceOf([annotator]), 21n)
  await market.write.refundProject([projectId, requester, 937n], { account: requester })
  assert.equal(await token.read.balanceOf([market.address]), 0n)
})

for (const [name, kind] of Object.entries(trap)) {
  test(`A7, A8: a transfer that fails by ${name} blocks nobody and stays claimable to another address`, async () => {
    const { market, stranger } = world
    const { contract, payment } = await trapToken()
    const running = await tallied(await projectIn(payment))
    const { batchId, panel } = running
    const [good, bad, alsoGood] = panel
    assert.ok(good && bad && alsoGood)
    await contract.write.setTrap([bad, kind])

    const settlement = await market.write.settle([batchId, [...panel]])
    const { gasUsed } = await world.client.getTransactionReceipt({ hash: settlement })
    assert.ok(gasUsed < 600_000n, `${gasUsed} gas`)
    assert.deepEqual(
      (await argsOf(world, settlement, 'RewardPaid')).map((event) => event.annotator),
      [good, alsoGood],
    )
    assert.equal(await market.read.claimableOf([bad, contract.address]), 21n)
    assert.equal(await contract.read.balanceOf([bad]), 0n)

    const token = (await argsOf(world, settlement, 'RewardAccrued')).map((event) => event.token)[0]
    const claim = await market.write.claim([contract.address, stranger], { account: bad })
    assert.deepEqual(await argsOf(world, claim, 'RewardClaimed'), [
      { annotator: bad, token, to: stranger, amount: 21n },
    ])
    assert.equal(await contract.read.balanceOf([stranger]), 21n)
    assert.equal(await market.read.claimableOf([bad, contract.address]), 0n)
  })
}

test('A9: rewards whose transfers fail add up, and a later one that works leaves them claimable', async () => {
  const { market } = world
  const { contract, payment } = await trapToken()
  const projectId = await projectIn(payment)
  const [, bad] = world.annotators
  assert.ok(bad)
  const settleOne = async (manifest: string) => {
    const running = await assignBatch(world, projectId, { ...plan, manifest })
    await tallyAll(world, running, answers)
    return market.write.settle([running.batchId, [...running.panel]])
  }
  await contract.write.setTrap([bad, trap.Revert])
  await settleOne('one')
  const second = await settleOne('two')
  const accrued = (await argsOf(world, second, 'RewardAccrued')).find((event) => event.annotator === bad)
  assert.equal(accrued?.claimable, 42n)
  await contract.write.setTrap([bad, 0])
  const third = await settleOne('three')
  const paid = (await argsOf(world, third, 'RewardPaid')).find((event) => event.annotator === bad)
  assert.deepEqual([paid?.amount, paid?.claimable], [21n, 42n])
  assert.equal(await market.read.claimableOf([bad, contract.address]), 42n)
})

test('A19, A20: a claim pays its own claimant once', async () => {
  const { market, stranger } = world
  const { contract, payment } = await trapToken()
  const running = await tallied(await projectIn(payment))
  const [bad] = running.panel
  assert.ok(bad)
  await contract.write.setTrap([bad, trap.Revert])
  const settlement = await market.write.settle([running.batchId, [...running.panel]])
  const token = (await argsOf(world, settlement, 'RewardAccrued')).map((event) => event.token)[0]
  const claim = (account: Address, to: Address = account) => market.write.claim([contract.address, to], { account })
  await reverts(claim(stranger), 'NothingToClaim', [stranger, token])
  await reverts(claim(bad, zeroAddress), 'ZeroAddress')
  await reverts(claim(bad), 'Trapped', [bad])
  assert.equal(await market.read.claimableOf([bad, contract.address]), 21n)
  await claim(bad, stranger)
  await reverts(claim(bad, stranger), 'NothingToClaim', [bad, token])
})

test('A8: nobody can make a transfer fail by sending little gas', async () => {
  const { market } = world
  const running = await tallied(await createProject(world, { salt: 'gas', funds: 1000n }))
  const { batchId, panel } = running
  for (let gas = 60_000n; gas < 1_000_000n; gas += 4000n) {
    const settle = market.write.settle([batchId, [...panel]], { account: world.stranger, gas })
    const settled = await settle.then(
      () => true,
      () => false,
    )
    if (!settled) continue
    for (const annotator of panel) assert.equal(await world.dollar.read.balanceOf([annotator]), 21n)
    return
  }
  assert.fail('no amount of gas settled the batch')
})

test('a settlement with too little gas for its transfers says so', async () => {
  const { market } = world
  const running = await tallied(await createProject(world, { salt: 'gas', funds: 1000n }))
  const settle = market.write.settle([running.batchId, [...running.panel]], { gas: 200_000n })
  await assert.rejects(settle, (reason) => errorNameOf(reason) === 'InsufficientGas')
})

test('A5: a token that calls back cannot enter any function that moves money', async () => {
  const { viem, market, requester } = world
  const token = await viem.deployContract('CallbackToken')
  const projectId = await projectIn({
    address: token.address,
    mint: (amount) => token.write.mint([requester, amount]),
    approve: (amount) => token.write.approve([market.address, 2n * amount], { account: requester }),
  })
  const running = await tallied(projectId)
  const panel = [...running.panel]
  const { abi } = market
  const calls = {
    fundProject: encodeFunctionData({ abi, functionName: 'fundProject', args: [projectId, 1n] }),
    refundProject: encodeFunctionData({ abi, functionName: 'refundProject', args: [projectId, requester, 1n] }),
    settle: encodeFunctionData({ abi, functionName: 'settle', args: [running.batchId, panel] }),
    voidBatch: encodeFunctionData({ abi, functionName: 'voidBatch', args: [running.batchId, panel] }),
    claim: encodeFunctionData({ abi, functionName: 'claim', args: [token.address, requester] }),
  }
  const guarded = async (name: string) => {
    assert.equal(await token.read.succeeded(), false, name)
    // ReentrancyGuardReentrantCall()
    assert.equal(await token.read.answer(), '0x3ee5aeb5', name)
  }
  for (const [name, call] of Object.entries(calls)) {
    await token.write.arm([market.address, call])
    await market.write.refundProject([projectId, requester, 10n], { account: requester })
    await guarded(`${name} within refundProject`)
    await token.write.arm([market.address, call])
    await market.write.fundProject([projectId, 10n], { account: requester })
    await guarded(`${name} within fundProject`)
  }
  await token.write.arm([market.address, calls.settle])
  await market.write.settle([running.batchId, panel])
  await guarded('settle within settle')
  for (const annotator of panel) assert.equal(await token.read.balanceOf([annotator]), 21n)
  assert.equal(await token.read.balanceOf([market.address]), 937n)
})

test('A11: a donation belongs to no project', async () => {
  const { market, dollar, requester } = world
  const projectId = await createProject(world, { salt: 'donation', funds: 10n })
  await dollar.write.mint([market.address, 500n])
  const refund = market.write.refundProject([projectId, requester, 11n], { account: requester })
  await reverts(refund, 'InsufficientFunds', [projectId, 10n, 11n])
})
