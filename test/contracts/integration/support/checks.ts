/** What must hold of all contracts together, at the end of every scenario. */
import assert from 'node:assert/strict'
import { type Abi, type Address, getAddress, type Hex, parseEventLogs, zeroAddress } from 'viem'
import * as court from '../../court/support/fold.ts'
import { requireCases } from '../../court/support/storage.ts'
import * as draw from '../../draw/support/fold.ts'
import { requireProjectsBalance, requireStorage } from '../../support/conservation.ts'
import type { Emitted } from '../../support/events.ts'
import * as market from '../../support/fold.ts'
import {
  applyToBalances,
  applyToDesk,
  applyToIncentives,
  applyToParameters,
  emptyDesk,
  emptyIncentives,
  emptyParameters,
} from './fold.ts'
import { requireDesk, requireIncentives, requireParameters } from './storage.ts'
import type { Protocol } from './world.ts'

/** Everything that the events of our addresses say. */
export type FoldedProtocol = Awaited<ReturnType<typeof foldAll>>

/** Conservation and completeness: every token is accounted for to the unit, and every stored value follows from the events. */
export async function requireSound(protocol: Protocol): Promise<FoldedProtocol> {
  const folded = await foldAll(protocol)
  requireProjectsBalance(folded.market)
  await requireStorage(protocol, folded.market)
  await requireSlashes(protocol, folded)
  await requireCases(protocol.court, folded.court)
  await requireDraws(protocol, folded)
  await requireRest(protocol, folded)
  await requireConserved(protocol, folded)
  return folded
}

/** Folds what our addresses emitted since the chain began; whoever else emits is not heard (A77). */
export async function foldAll(protocol: Protocol) {
  const folded = {
    market: market.emptyFold(),
    court: court.emptyFold(),
    draw: draw.emptyFold(),
    incentives: emptyIncentives(),
    desk: emptyDesk(),
    parameters: emptyParameters(),
    label: new Map<string, bigint>(),
    dollar: new Map<string, bigint>(),
    stable: new Map<string, bigint>(),
  }
  const intoMarket = (event: Emitted) => {
    if (!event.name.startsWith('Role')) market.apply(folded.market, event)
  }
  const intoDraw = (event: Emitted) => draw.apply(folded.draw, protocol.market.address, event)
  const readers: [{ address: Address; abi: unknown }, (event: Emitted) => void][] = [
    [protocol.market, intoMarket],
    [protocol.vault, intoMarket],
    [protocol.slasher, intoMarket],
    [protocol.court, (event) => court.apply(folded.court, event)],
    [protocol.pool, intoDraw],
    [protocol.registry, intoDraw],
    [protocol.incentives, (event) => applyToIncentives(folded.incentives, event)],
    [protocol.desk, (event) => applyToDesk(folded.desk, event)],
    [protocol.parameters, (event) => applyToParameters(folded.parameters, event)],
    [protocol.label, (event) => applyToBalances(folded.label, event)],
    [protocol.dollar, (event) => applyToBalances(folded.dollar, event)],
    [protocol.stable, (event) => applyToBalances(folded.stable, event)],
  ]
  const byAddress = new Map(readers.map(([{ address, abi }, read]) => [getAddress(address), { abi: abi as Abi, read }]))
  const logs = await protocol.client.getLogs({ fromBlock: 0n, toBlock: 'latest' })
  for (const log of logs) {
    const reader = byAddress.get(getAddress(log.address))
    if (reader === undefined) continue
    for (const { eventName, args } of parseEventLogs({ abi: reader.abi, logs: [log] }) as unknown as {
      eventName: string
      args: Record<string, unknown>
    }[]) {
      reader.read({ name: eventName, args })
    }
  }
  return folded
}

async function requireSlashes({ slasher }: Protocol, { market: fold }: FoldedProtocol): Promise<void> {
  for (const [id, expected] of fold.slashes) assert.deepEqual(await slasher.read.slashOf([id as Hex]), expected)
  for (const [annotator, at] of fold.lastShares) {
    assert.equal(await slasher.read.lastShareAt([annotator as Address]), BigInt(at))
  }
}

async function requireDraws({ pool, registry }: Protocol, { draw: fold }: FoldedProtocol): Promise<void> {
  for (const [poolId, { slots, members, ...expected }] of fold.pools) {
    assert.deepEqual(await pool.read.poolOf([poolId as Hex]), expected)
    for (const [position, slot] of slots.entries()) {
      assert.deepEqual(await pool.read.slotOf([poolId as Hex, BigInt(position)]), slot)
    }
    for (const [account, stored] of members) {
      assert.deepEqual(await pool.read.memberOf([poolId as Hex, account as Address]), stored)
    }
  }
  assert.equal(await pool.read.draws(), BigInt(fold.draws.size))
  for (const [drawId, expected] of fold.draws) assert.deepEqual(await pool.read.drawOf([drawId]), expected)
  for (const [batchId, drawId] of fold.panelDraws) {
    assert.equal(await pool.read.panelDrawOf([batchId as Hex]), drawId)
  }
  for (const [skill, holdings] of fold.holdings) {
    for (const [account, expected] of holdings) {
      assert.deepEqual(await registry.read.holdingOf([skill as Hex, account as Address]), expected)
    }
  }
  for (const [projectId, expected] of fold.requirements) {
    assert.deepEqual(await registry.read.requirementOf([projectId as Hex]), expected)
  }
  for (const [skill, projects] of fold.recognitions) {
    for (const [projectId, minBatches] of projects) {
      assert.equal(await registry.read.recognitionOf([skill as Hex, projectId as Hex]), minBatches)
    }
  }
}

async function requireRest(protocol: Protocol, folded: FoldedProtocol): Promise<void> {
  await requireIncentives(protocol.incentives, folded.incentives)
  await requireDesk(protocol.desk, folded.desk, await protocol.now())
  await requireParameters(protocol.parameters, folded.parameters)
  for (const [account, balance] of folded.label) {
    if (account !== zeroAddress) assert.equal(await protocol.label.read.balanceOf([account as Address]), balance)
  }
}

/** Every unit of every token is somebody's, and each contract holds exactly what its books say. */
async function requireConserved(protocol: Protocol, folded: FoldedProtocol): Promise<void> {
  const { label, dollar, stable } = protocol
  for (const [token, balances] of [
    [label, folded.label],
    [dollar, folded.dollar],
    [stable, folded.stable],
  ] as const) {
    const owed = owedOf(protocol, folded, getAddress(token.address))
    for (const [name, address] of Object.entries(protocol.addresses)) {
      const held = await (token as typeof dollar).read.balanceOf([address])
      assert.equal(held, owed.get(address) ?? 0n, `${name} holds what it owes`)
    }
    const holders = [...balances].filter(([account]) => account !== zeroAddress)
    const sum = holders.reduce((total, [, balance]) => total + balance, 0n)
    assert.equal(await (token as typeof dollar).read.totalSupply(), sum)
    for (const [account, balance] of holders) {
      assert.equal(await (token as typeof dollar).read.balanceOf([account as Address]), balance)
    }
  }
}

/** By contract: what its books say that it holds of the token. */
function owedOf(protocol: Protocol, folded: FoldedProtocol, token: Address): Map<Address, bigint> {
  const sum = (amounts: Iterable<bigint>) => [...amounts].reduce((total, amount) => total + amount, 0n)
  const { market: books, court: cases, incentives, desk } = folded
  const escrow = [...books.projects.values()].filter((project) => getAddress(project.token) === token)
  const claimable = [...books.claimable.values()].map((balances) => balances.get(token) ?? 0n)
  const owed = new Map<Address, bigint>()
  const add = (contract: { address: Address }, amount: bigint) => {
    const address = getAddress(contract.address)
    owed.set(address, (owed.get(address) ?? 0n) + amount)
  }
  add(protocol.market, sum(escrow.map(({ free, reserved }) => free + reserved)) + sum(claimable))
  add(protocol.incentives, incentives.insurance.get(token) ?? 0n)
  if (token === getAddress(protocol.label.address)) {
    const stakes = [...books.stakes.values()].map((each) => each.available + each.locked + each.unbonding)
    add(protocol.vault, sum(stakes))
    add(protocol.court, court.owedBy(cases))
    add(protocol.incentives, incentives.allocation + sum(incentives.claimable.values()))
    add(protocol.desk, desk.takings)
  }
  if (token === getAddress(protocol.stable.address)) add(protocol.desk, desk.liquidity)
  return owed
}
