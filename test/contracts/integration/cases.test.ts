import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import hre from 'hardhat'
import { type Abi, type Address, encodeFunctionData, getAddress, type Hex, parseEther, toHex, zeroAddress } from 'viem'
// The contract types that `hardhat build` wrote, for `deployContract`.
import type {} from '../../../artifacts/contracts/mocks/LabelTokenStandIn.sol/artifacts.d.ts'
import { reverts } from '../support/reverts.ts'
import {
  commitAll,
  commitOne,
  createProject,
  defaultParams,
  defaultTiers,
  hash,
  labelBytes,
  noGold,
  noPayload,
  revealAll,
  revealOne,
  rowsOf,
  saltOf,
  tallyAll,
} from '../support/scenario.ts'
import { batchState } from '../support/states.ts'
import { foldAll, requireSound } from './support/checks.ts'
import {
  dollarsOf,
  drawPanel,
  evidence,
  finalize,
  funds,
  invite,
  juryTrial,
  openLabel,
  openProject,
  passCase,
  reward,
  rule,
  seatStake,
  settle,
  slashReason,
  tallied,
  terms,
} from './support/steps.ts'
import { writesOf } from './support/trace.ts'
import { annotatorStake, day, freshProtocol, type Protocol, panelSlot, whole } from './support/world.ts'

let protocol: Protocol

beforeEach(async () => {
  protocol = await freshProtocol()
})

afterEach(async () => {
  await requireSound(protocol)
})

const plan = { items: 2, seats: 3, agreement: 2 } as const
const same = [
  [1, 2],
  [1, 2],
  [1, 2],
] as const
const three = (): Address[] => protocol.annotators.slice(0, 3)

test('A2: a token that shrinks balances harms its own project only: no other is paid less, and none more than there is', async () => {
  const { viem, market, requester } = protocol
  const shrinking = await viem.deployContract('LabelTokenStandIn')
  const sound = await openProject(protocol, { salt: 'sound' })
  const shrunk = await createProject(protocol, { ...terms, salt: 'shrunk', token: shrinking.address, disputeWindow: 0 })
  const pot = 6n * reward + 4n * reward
  await shrinking.write.mint([requester, pot])
  await shrinking.write.approve([market.address, pot], { account: requester })
  await market.write.fundProject([shrunk, pot], { account: requester })
  const running = await invite(protocol, shrunk, plan, three())
  // All but one annotator's pay is gone.
  await shrinking.write.burn([market.address, pot - 2n * reward])
  await tallyAll(protocol, running, same)
  await settle(protocol, running)
  const held = await Promise.all(running.panel.map((each) => shrinking.read.balanceOf([each])))
  assert.deepEqual(held, [2n * reward, 0n, 0n])
  // The others' claims stand, and are refused, not paid from another's money.
  for (const account of running.panel.slice(1)) {
    assert.equal(await market.read.claimableOf([account, shrinking.address]), 2n * reward)
    await assert.rejects(market.write.claim([shrinking.address, account], { account }))
  }
  await settle(protocol, await tallied(protocol, sound, same))
  for (const annotator of running.panel) assert.equal(await dollarsOf(protocol, annotator), 2n * reward)
  const { free } = await market.read.projectOf([sound])
  await market.write.refundProject([sound, requester, free], { account: requester })
  assert.equal(await dollarsOf(protocol, requester), funds - 6n * reward)
})

test('A6: no contract takes or sends ether, so that no recipient of any is called', async () => {
  // The timelock is OpenZeppelin's, and sends what was proposed to be sent.
  const ours = Object.entries(protocol.addresses).filter(([name]) => name !== 'ProtocolTimelock')
  for (const [name, address] of ours) {
    const { abi } = await hre.artifacts.readArtifact(name)
    const payable = (abi as Abi).filter((entry) => 'stateMutability' in entry && entry.stateMutability === 'payable')
    assert.deepEqual(payable, [], name)
    const [wallet] = await protocol.viem.getWalletClients()
    assert.ok(wallet)
    await assert.rejects(wallet.sendTransaction({ to: address, value: 1n }), `${name} took ether`)
  }
})

test('A10: ether forced upon the contracts changes nothing', async () => {
  for (const address of Object.values(protocol.addresses)) {
    await protocol.chain.setBalance({ address, value: parseEther('1') })
  }
  const projectId = await openProject(protocol)
  const running = await drawPanel(protocol, projectId, plan)
  await tallyAll(protocol, running, same)
  await settle(protocol, running)
  for (const annotator of running.panel) assert.equal(await dollarsOf(protocol, annotator), 2n * reward)
})

test('A15: what a tier leaves of the reserve goes back to the project, to the unit', async () => {
  const { market } = protocol
  const items = 20
  const truth = Array.from({ length: items }, (_, item) => item % 4)
  const gold = { positions: [0, 4, 8, 12], labels: [0, 0, 0, 0] }
  const tiers = { ...defaultTiers, probationPays: 1 }
  const projectId = await openProject(protocol, { goldBps: 1000, goldBond: 3, tiers })
  const running = await invite(protocol, projectId, { items, seats: 3, agreement: 2, gold }, three())
  const reserve = reward * BigInt(3 * items + 3 + 2 * 2)
  assert.equal((await market.read.projectOf([projectId])).reserved, reserve)
  await tallyAll(protocol, running, [truth, truth, truth])
  await settle(protocol, running)
  const pay = (BigInt(items) * reward * 1n) / 10_000n
  for (const annotator of running.panel) assert.equal(await dollarsOf(protocol, annotator), pay)
  const { free, reserved } = await market.read.projectOf([projectId])
  assert.deepEqual([free, reserved], [funds - 3n * pay, 0n])
})

test('A24: up to its last second a phase takes reveals and no refund, and one second later it is the other way round', async () => {
  const { market, stranger } = protocol
  const projectId = await openProject(protocol)
  const running = await invite(protocol, projectId, plan, three())
  const { batchId, panel } = running
  const [first, second] = panel
  assert.ok(first && second)
  await commitAll(protocol, running, same)
  const deadline = BigInt((await market.read.batchOf([batchId])).deadline)
  const end = () => market.write.voidBatch([batchId, [...panel]], { account: stranger })
  await protocol.passTo(deadline - 2n)
  await protocol.nextBlockAt(deadline - 1n)
  await reverts(end(), 'DeadlineNotPassed', [batchId, deadline])
  await protocol.nextBlockAt(deadline)
  await revealOne(protocol, batchId, first, [1, 2])
  await protocol.nextBlockAt(deadline + 1n)
  await reverts(revealOne(protocol, batchId, second, [1, 2]), 'DeadlinePassed', [batchId, deadline])
  await protocol.nextBlockAt(deadline + 1n)
  await end()
  const { free, reserved } = await market.read.projectOf([projectId])
  // The one that revealed is paid for both items, the keeper twice a label's reward, and all else is free.
  assert.deepEqual([free, reserved], [funds - 4n * reward, 0n])
})

test('A32: without its salt a commitment tells nothing, and only a guessable salt is guessed', async () => {
  const { market } = protocol
  const projectId = await openProject(protocol)
  const { batchId, panel } = await invite(protocol, projectId, { ...plan, items: 1 }, three())
  const [author] = panel
  assert.ok(author)
  const commitmentOf = (label: number, salt: Hex) =>
    market.read.commitmentOf([batchId, author, labelBytes([label]), noPayload, salt])
  const guess = async (commitment: Hex): Promise<number | undefined> => {
    for (let salt = 0; salt < 64; salt++)
      for (let label = 0; label < 4; label++)
        if ((await commitmentOf(label, toHex(salt, { size: 32 }))) === commitment) return label
    return undefined
  }
  assert.equal(await guess(await commitmentOf(3, toHex(41, { size: 32 }))), 3)
  assert.equal(await guess(await commitmentOf(3, saltOf(batchId, author))), undefined)
  // The salt is part of the opening: there is no way to reveal without it.
  await commitOne(protocol, batchId, author, [3])
  for (const annotator of panel.slice(1)) await commitOne(protocol, batchId, annotator, [3])
  await reverts(
    market.write.reveal([batchId, labelBytes([3]), noPayload, noPayload], { account: author }),
    'CommitmentMismatch',
    [batchId, author],
  )
  await revealOne(protocol, batchId, author, [3])
})

test('A37: who withholds the last reveal loses more than the whole batch could bring it', async () => {
  const { market, slasher } = protocol
  const projectId = await openProject(protocol)
  const running = await invite(protocol, projectId, plan, three())
  const { batchId, panel } = running
  const last = panel[2]
  assert.ok(last)
  await commitAll(protocol, running, same)
  const answers = [same[0], same[1], undefined]
  await revealAll(protocol, running, answers)
  const { deadline } = await market.read.batchOf([batchId])
  await protocol.passTo(BigInt(deadline) + 1n)
  await market.write.tally([batchId, [...panel], rowsOf(answers), noGold])
  await settle(protocol, running)
  const id = await slasher.read.slashIdOf([batchId, last, slashReason.NoReveal])
  const { fromStake } = await slasher.read.slashOf([id])
  // A share of the seat's stake, and of all that it has: never less than either.
  const wholeStake = annotatorStake + 2n * panelSlot.stakePerSlot
  assert.equal(fromStake, wholeStake / 20n)
  assert.ok(fromStake >= (seatStake * 2000n) / 10_000n)
  assert.equal(await dollarsOf(protocol, last), 0n)
  // The consensus and the others' pay stand without it.
  for (const annotator of panel.slice(0, 2)) assert.equal(await dollarsOf(protocol, annotator), 2n * reward)
})

test('A38: the last to reveal has read the others’ labels and cannot say them', async () => {
  const { market } = protocol
  const projectId = await openProject(protocol)
  const running = await invite(protocol, projectId, plan, three())
  const { batchId, panel } = running
  const last = panel[2]
  assert.ok(last)
  await commitAll(protocol, running, [same[0], same[1], [3, 3]])
  await revealAll(protocol, running, [same[0], same[1], undefined])
  for (const salt of [saltOf(batchId, last), ...panel.slice(0, 2).map((each) => saltOf(batchId, each))]) {
    const copied = market.write.reveal([batchId, labelBytes(same[0]), noPayload, salt], { account: last })
    await reverts(copied, 'CommitmentMismatch', [batchId, last])
  }
  await reverts(market.write.commit([batchId, hash('another')], { account: last }), 'WrongState', [
    batchId,
    batchState.Revealing,
  ])
  await revealOne(protocol, batchId, last, [3, 3])
})

test('A57: the hundredth tiny project costs as much as the first, and a batch costs as much beside them', async () => {
  const { market, client, requester } = protocol
  const gasOf = async (transaction: Hex) => (await client.getTransactionReceipt({ hash: transaction })).gasUsed
  const define = (salt: string) =>
    market.write.createProject([hash(salt), { ...defaultParams(protocol), ...terms }], { account: requester })
  const batchGas = async (projectId: Hex) => {
    const running = await invite(protocol, projectId, plan, three())
    const tally = await tallyAll(protocol, running, same)
    return [await gasOf(tally), await gasOf(await settle(protocol, running))] as const
  }
  // What an account's first payment costs is not the market's.
  const warm = await openProject(protocol, { salt: 'warm' })
  await batchGas(warm)
  const first = await gasOf(await define('tiny 0'))
  const before = await batchGas(await openProject(protocol, { salt: 'before' }))
  let last = 0n
  for (let count = 1; count <= 100; count++) last = await gasOf(await define(`tiny ${count}`))
  const after = await batchGas(await openProject(protocol, { salt: 'after' }))
  // A zero byte in a hash is cheaper by 12 gas (EIP-2028), of 40 at the floor's price (EIP-7623).
  const near = (one: bigint, other: bigint) => assert.ok(one - other < 500n && other - one < 500n, `${one} ${other}`)
  near(first, last)
  for (const [step, gas] of before.entries()) near(gas, after[step] ?? 0n)
})

test('A76: no transaction of a whole history writes storage of a contract that then says nothing', async () => {
  const from = await protocol.client.getBlockNumber()
  await playAll()
  const names = new Map(Object.entries(protocol.addresses).map(([name, address]) => [address, name]))
  const silent: string[] = []
  let writes = 0
  const head = await protocol.client.getBlockNumber()
  for (let blockNumber = from + 1n; blockNumber <= head; blockNumber++) {
    const { transactions } = await protocol.client.getBlock({ blockNumber })
    for (const transaction of transactions) {
      const { changed, emitters } = await writesOf(protocol, transaction)
      for (const [address, slots] of changed) {
        writes += slots
        const { input } = await protocol.client.getTransaction({ hash: transaction })
        if (!emitters.has(address)) silent.push(`${names.get(address) ?? address} in ${input.slice(0, 10)}`)
      }
    }
  }
  assert.deepEqual([...new Set(silent)], [])
  // A trace that is not understood would show none.
  assert.ok(writes > 300, `${writes} slots written`)
})

test('A77: what a clone of the market emits, with our ids, is not ours', async () => {
  const { viem, market, vault, parameters, addresses, stranger, requester, slasher, dollar } = protocol
  const projectId = await openProject(protocol)
  const running = await tallied(protocol, projectId, same)
  const linked = (await hre.artifacts.readArtifact('LabelMarket')).linkReferences
  const libraries = Object.fromEntries(
    Object.values(linked).flatMap((file) => Object.keys(file).map((name) => [name, addresses[name] ?? zeroAddress])),
  )
  const clone = await viem.deployContract('LabelMarket', [vault.address, parameters.address], { libraries })
  await clone.write.wire([slasher.address, stranger, stranger])
  const before = await foldAll(protocol)
  // Everything that a fold could confuse: the same requester, salt, terms, manifest and panel.
  const twin = { ...protocol, market: clone }
  await createProject(twin, { ...terms, stakePerSeat: 0n, disputeWindow: 0, funds })
  const twinId = await clone.read.projectIdOf([requester, hash('project')])
  assert.notEqual(twinId, projectId)
  const copy = await invite(twin, twinId, { ...plan, manifest: 'manifest' }, three())
  assert.notEqual(copy.batchId, running.batchId)
  await tallyAll(twin, copy, [
    [3, 3],
    [3, 3],
    [3, 3],
  ])
  await clone.write.settle([copy.batchId, [...copy.panel]])
  assert.equal((await clone.read.batchOf([copy.batchId])).state, batchState.Settled)

  const after = await foldAll(protocol)
  assert.deepEqual(after.market, before.market)
  assert.ok(!after.market.batches.has(copy.batchId))
  // Nor does it reach our stakes, slashes or books.
  await reverts(
    clone.write.moveClaimable([dollar.address, stranger, 1n], { account: stranger }),
    'InsufficientClaimable',
    [stranger, getAddress(dollar.address), 0n, 1n],
  )
  const lock = encodeFunctionData({ abi: vault.abi, functionName: 'lock', args: [stranger, 1n] })
  await assert.rejects(protocol.client.call({ account: clone.address, to: vault.address, data: lock }))
  assert.equal((await market.read.batchOf([running.batchId])).state, batchState.Tallied)
  await settle(protocol, running)
})

/** Something of everything. */
async function playAll(): Promise<void> {
  const { court, market, pool, vault, slasher, incentives, desk, stable, label, dollar, parameters } = protocol
  const { requester, stranger, guardian, annotators, auditor, registry, skillIssuer } = protocol
  const projectId = await openProject(protocol)
  await market.write.updateGuideline([projectId, hash('newer')], { account: requester })
  const answers = [
    [1, 1],
    [1, 2],
    [3, 1],
  ]
  const running = await drawPanel(protocol, projectId, plan)
  await tallyAll(protocol, running, answers)
  const caseId = await openLabel(protocol, running, answers, { claim: 3 })
  await rule(protocol, caseId, 1)
  await court.write.appeal([caseId], { account: requester })
  await juryTrial(protocol, caseId, (place) => (place === 0 ? undefined : 3))
  await finalize(protocol, caseId, running, answers)
  await settle(protocol, running)
  await court.write.withdraw([requester, 1n], { account: requester })
  await court.write.payInsurance()

  const second = await tallied(protocol, projectId, answers, 'second')
  const accused = second.panel[0] ?? zeroAddress
  await court.write.openConduct([second.batchId, accused, slashReason.Collusion, evidence], { account: auditor })
  const conduct = await court.read.caseIdOf([
    3,
    second.batchId,
    `0x${accused.slice(2).toLowerCase().padStart(64, '0')}`,
  ])
  await passCase(protocol, conduct)
  await court.write.escalate([conduct])
  await juryTrial(protocol, conduct, (place) => place % 2)
  await juryTrial(protocol, conduct, () => 1)
  await court.write.finalize([conduct, [], []])
  await settle(protocol, second)

  const lost = await invite(protocol, projectId, { ...plan, manifest: 'lost' }, annotators.slice(3, 6))
  await commitAll(protocol, lost, same)
  await revealAll(protocol, lost, [same[0], undefined, undefined])
  const { deadline } = await market.read.batchOf([lost.batchId])
  await protocol.passTo(BigInt(deadline) + 1n)
  await market.write.voidBatch([lost.batchId, [...lost.panel]], { account: stranger })
  const missing = lost.panel[1] ?? zeroAddress
  await protocol.pass(4n * day)
  await slasher.write.execute([await slasher.read.slashIdOf([lost.batchId, missing, slashReason.NoReveal])])
  await incentives.write.collectStake()
  await market.write.claim([dollar.address, stranger], { account: stranger })

  const truth = Array.from({ length: 64 }, (_, item) => item % 4)
  const gold = { positions: truth.map((_, item) => item), labels: truth }
  const tiers = { ...defaultTiers, probationAnswers: 10 }
  const rich = await openProject(protocol, { salt: 'rich', goldBps: 1000, goldBond: 2, tiers })
  const taught = await invite(protocol, rich, { items: 64, seats: 3, agreement: 2, gold }, annotators.slice(0, 3))
  await tallyAll(protocol, taught, [truth, truth, truth.map((label) => (label + 1) % 4)])
  await settle(protocol, taught)
  await protocol.govern(incentives, 'admit', [rich, whole, whole])
  for (const each of taught.panel) {
    if ((await market.read.tierOf([taught.batchId, each])) === 4) {
      await incentives.write.payBonus([taught.batchId, [each]])
    }
  }
  await registry.write.createSkill(['vision'], { account: skillIssuer })
  const skill = await registry.read.skillIdOf([skillIssuer, hash('vision')])
  await registry.write.recognise([skill, rich, 1], { account: skillIssuer })
  await registry.write.setRequirement([rich, skill, 3n], { account: requester })
  await registry.write.revoke([skill, stranger], { account: skillIssuer })
  const forgotten = await invite(
    protocol,
    rich,
    { items: 64, seats: 3, agreement: 2, gold, manifest: 'forgotten' },
    annotators.slice(0, 3),
  )
  await commitAll(protocol, forgotten, [truth, truth, truth])
  await revealAll(protocol, forgotten, [truth, truth, truth])
  const { deadline: shut } = await market.read.batchOf([forgotten.batchId])
  await protocol.passTo(BigInt(shut) + BigInt(defaultParams(protocol).goldWindow) + 1n)
  await market.write.tallyForfeited([forgotten.batchId, [...forgotten.panel], rowsOf([truth, truth, truth])])
  await settle(protocol, forgotten)
  const { free } = await market.read.projectOf([rich])
  await market.write.refundProject([rich, requester, free], { account: requester })
  await market.write.sealDataset([rich, hash('root'), 64n, 0n], { account: requester })

  await pool.write.leave([protocol.panelPool, 1n], { account: annotators[9] ?? stranger })
  await vault.write.unbond([1n], { account: annotators[9] ?? stranger })
  await protocol.pass(BigInt(await vault.read.unbondingPeriod()) + 1n)
  await vault.write.withdraw([stranger], { account: annotators[9] ?? stranger })
  await incentives.write.collectStake()
  await parameters.write.setEntryPaused([true], { account: guardian })
  await protocol.govern(parameters, 'setBounds', [{ ...(await parameters.read.bounds()), minWindow: 61 }])
  const validUntil = Number((await protocol.now()) + 10n * day)
  await protocol.govern(desk, 'post', [
    { rate: 10n ** 6n, reserved: 0n, accountCap: whole, totalCap: whole, validUntil },
  ])
  await stable.write.mint([stranger, 10n ** 8n])
  await stable.write.approve([desk.address, 10n ** 8n], { account: stranger })
  await desk.write.fund([10n ** 8n], { account: stranger })
  await label.write.approve([desk.address, whole], { account: requester })
  await desk.write.redeem([whole, 1n, requester], { account: requester })
}
