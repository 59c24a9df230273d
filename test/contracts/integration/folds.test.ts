import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { type Abi, type Address, type Hex, parseEventLogs } from 'viem'
import { createGround, type Ground, idOf, slasherRole } from '../support/ground.ts'
import { type Random, seededRandom } from '../support/random.ts'
import { errorNameOf } from '../support/reverts.ts'
import {
  applyToDesk,
  applyToIncentives,
  applyToParameters,
  emptyDesk,
  emptyIncentives,
  emptyParameters,
} from './support/fold.ts'
import { requireDesk, requireIncentives, requireParameters } from './support/storage.ts'

const seed = Number(process.env.TEST_SEED ?? 1)
const steps = 150
const whole = 10n ** 18n
const day = 86_400n

let ground: Ground
let random: Random

beforeEach(async () => {
  ground = await createGround()
  random = seededRandom(seed)
})

type Actions = Readonly<Record<string, () => Promise<unknown>>>

/** Plays actions at random; refusals by name are part of it. Every kind has to succeed some time. */
async function play(actions: Actions): Promise<void> {
  const done = new Set<string>()
  for (let step = 0; step < steps || done.size < Object.keys(actions).length; step++) {
    assert.ok(step < 10 * steps, `only ${[...done].join(', ')}`)
    const [name, act] = random.pick(Object.entries(actions))
    const worked = await act().then(
      () => true,
      (reason: unknown) => {
        assert.notEqual(errorNameOf(reason), 'Panic')
        return false
      },
    )
    if (worked) done.add(name)
    await ground.passTo((await ground.now()) + BigInt(1 + random.below(20_000)))
  }
}

/** What the contract emitted so far. */
async function historyOf({ address, abi }: { address: Address; abi: unknown }) {
  const logs = await ground.client.getLogs({ address, fromBlock: 0n, toBlock: 'latest' })
  const parsed = parseEventLogs({ abi: abi as Abi, logs }) as unknown as {
    eventName: string
    args: Record<string, unknown>
  }[]
  return parsed.map(({ eventName: name, args }) => ({ name, args }))
}

test('A75: the events of the incentive pool give back all that it stores', async () => {
  const { viem, admin, timelock, annotator, keeper, reporter, stranger, court } = ground
  const label = await viem.deployContract('LabelTokenStandIn')
  const dollar = await viem.deployContract('MintableToken')
  const vault = await viem.deployContract('StakeVault', [label.address, 1000, admin])
  const market = await viem.deployContract('MarketStandIn', [vault.address])
  const pool = await viem.deployContract('IncentivePool', [timelock.address, 1500n, 900n])
  await label.write.mint([pool.address, 1000n])
  await pool.write.wire([label.address, market.address])
  await vault.write.grantRole([slasherRole, court])
  const projects = [idOf('one'), idOf('two')]
  const people = [annotator, keeper, reporter]
  const amount = () => BigInt(1 + random.below(500))
  let batches = 0
  await play({
    admit: () =>
      ground.asOwner(pool, 'admit', [random.pick(projects), whole / BigInt(1 + random.below(9)), amount() * 3n]),
    cap: () => ground.asOwner(pool, 'setEpochCap', [amount()]),
    pay: async () => {
      const batchId = idOf(`batch ${batches++}`)
      await market.write.setBatch([batchId, random.pick(projects), 6])
      await label.write.setTrap([random.pick(people), random.below(3)])
      for (const each of people) await market.write.setSeat([batchId, each, 3 + random.below(2), amount()])
      await pool.write.payBonus([batchId, people], { account: stranger })
    },
    claim: () => pool.write.claim([stranger], { account: random.pick(people) }),
    collectPay: async () => {
      const token = random.pick([dollar, label] as const)
      const some = amount()
      await (token as typeof dollar).write.mint([market.address, some])
      await market.write.addClaimable([pool.address, token.address, some])
      await pool.write.collectPay([token.address])
    },
    collectStake: async () => {
      const some = amount()
      await label.write.mint([admin, some])
      await label.write.approve([vault.address, some])
      await vault.write.deposit([pool.address, some])
      await pool.write.collectStake()
    },
    payInsurance: () =>
      ground.asOwner(pool, 'payInsurance', [
        random.pick([dollar, label] as const).address,
        stranger,
        amount(),
        idOf('why'),
      ]),
  })
  const fold = { ...emptyIncentives(), epochCap: 0n }
  for (const event of await historyOf(pool)) applyToIncentives(fold, event)
  await requireIncentives(pool, fold)
  const claimable = [...fold.claimable.values()].reduce((sum, each) => sum + each, 0n)
  const insured = (token: Address) => fold.insurance.get(token) ?? 0n
  const labels = [...fold.insurance.keys()].find((token) => token.toLowerCase() === label.address.toLowerCase())
  assert.ok(labels)
  assert.equal(await label.read.balanceOf([pool.address]), fold.allocation + claimable + insured(labels as Address))
})

test('A75: the events of the redemption desk give back all that it stores', async () => {
  const { viem, timelock, annotator, keeper, admin, stranger } = ground
  const label = await viem.deployContract('LabelToken', [ground.court, admin])
  const stable = await viem.deployContract('StablecoinStandIn', [6])
  const desk = await viem.deployContract('RedemptionDesk', [timelock.address, label.address, stable.address])
  const people = [annotator, keeper]
  for (const each of people) {
    await label.write.transfer([each, 1000n * whole])
    await label.write.approve([desk.address, 1000n * whole], { account: each })
  }
  await play({
    post: async () =>
      ground.asOwner(desk, 'post', [
        {
          rate: 250_000n + BigInt(random.below(1000)),
          reserved: BigInt(random.below(100_000)),
          accountCap: 2_000_000n,
          totalCap: 3_000_000n,
          validUntil: Number((await ground.now()) + BigInt(1 + random.below(5)) * day),
        },
      ]),
    fund: async () => {
      const amount = BigInt(1 + random.below(2_000_000))
      await stable.write.mint([stranger, amount])
      await stable.write.approve([desk.address, amount], { account: stranger })
      await desk.write.fund([amount], { account: stranger })
    },
    redeem: () => {
      const account = random.pick(people)
      return desk.write.redeem([BigInt(1 + random.below(4000)) * 10n ** 15n, 0n, account], { account })
    },
    withdraw: () => ground.asOwner(desk, 'withdraw', [stranger, BigInt(1 + random.below(500_000))]),
    takings: () => ground.asOwner(desk, 'withdrawTakings', [stranger, BigInt(1 + random.below(1000)) * 10n ** 15n]),
  })
  const fold = emptyDesk()
  for (const event of await historyOf(desk)) applyToDesk(fold, event)
  await requireDesk(desk, fold, await ground.now())
  assert.equal(await stable.read.balanceOf([desk.address]), fold.liquidity)
  assert.equal(await label.read.balanceOf([desk.address]), fold.takings)
})

test('A75: the events of the parameters give back all that they store', async () => {
  const { viem, timelock, annotator, keeper } = ground
  const bounds = {
    minWindow: 60,
    maxWindow: 2_592_000,
    minDisputeWindow: 0,
    minGoldBps: 1000,
    minNoRevealBps: 2000,
    maxNoRevealBps: 10_000,
    maxKeeperFee: 100,
  }
  const parameters = await viem.deployContract('ProtocolParameters', [timelock.address, annotator, bounds])
  const people: Hex[] = [annotator, keeper]
  await play({
    bounds: () =>
      ground.asOwner(parameters, 'setBounds', [
        {
          ...bounds,
          minWindow: 1 + random.below(1000),
          minGoldBps: random.below(20_000),
          maxKeeperFee: random.below(99),
        },
      ]),
    guardian: () => ground.asOwner(parameters, 'setGuardian', [random.pick(people)]),
    pause: () => parameters.write.setEntryPaused([random.chance(0.5)], { account: random.pick(people) }),
  })
  const fold = emptyParameters()
  for (const event of await historyOf(parameters)) applyToParameters(fold, event)
  await requireParameters(parameters, fold)
  assert.ok(fold.version > 10n)
})
