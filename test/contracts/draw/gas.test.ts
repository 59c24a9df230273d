/** What a draw costs: committed figures, held to within 2%, and the most that a draw can cost. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join as pathOf } from 'node:path'
import { it } from 'node:test'
import { type Address, getAddress, toHex } from 'viem'
import {
  activation,
  answers,
  createDrawWorld,
  createPool,
  type DrawWorld,
  fulfil,
  join,
  openBatch,
  request,
  requestPanel,
  stakePerSlot,
} from './support/world.ts'

/** `UPDATE_GAS=1 node --test test/contracts/draw/gas.test.ts` writes it anew. */
const file = pathOf(import.meta.dirname, 'gas.json')
const sizes = [10, 1_000, 10_000]
/** Slots in one transaction: within the gas that a transaction may use. */
const atOnce = 250

/** Gas of: a slot, a request, a panel of 3 or 7, and of 15 jurors, or 10 in the pool of 10. Market and consumer are the mocks, theirs included. */
type Figures = {
  slots: number
  joinPerSlot: number
  request: number
  panelOf3: number
  panelOf7: number
  jurors: number
}

it('should cost as much as committed, in pools of 10, 1,000 and 10,000 slots', async () => {
  const measured: Figures[] = []
  for (const slots of sizes) measured.push(await measure(slots))
  if (process.env.UPDATE_GAS !== undefined) writeFileSync(file, `${JSON.stringify(measured, null, 2)}\n`)
  const committed = JSON.parse(readFileSync(file, 'utf8')) as Figures[]
  for (const [index, figures] of measured.entries()) {
    for (const [name, gas] of Object.entries(figures)) {
      const expected = committed[index]?.[name as keyof Figures] ?? 0
      // How many positions a draw looks at is its seed's affair, and the block's hash hangs on the code.
      const tolerance = name.startsWith('panel') || name.startsWith('jurors') ? 0.5 : 0.02
      assert.ok(
        Math.abs(gas - expected) <= expected * tolerance,
        `${figures.slots} slots, ${name}: ${gas}, not ${expected}`,
      )
    }
  }
})

it('A56: should cost less than half of a block where every candidate burns all gas', async () => {
  const world = await createDrawWorld()
  const poolId = await createPool(world)
  for (const account of await strangers(world, 64)) await join(world, poolId, account, 1)
  await world.pass(activation)
  await world.consumer.write.setEveryone([answers.BurnGas])
  const gas = await gasOf(world, await fulfil(world, await request(world, poolId, 32)))
  // 64 candidates at 100,000, and 256 tries.
  assert.ok(gas > 5_000_000 && gas < 9_000_000, String(gas))
})

async function measure(slots: number): Promise<Figures> {
  const world = await createDrawWorld()
  const poolId = await createPool(world)
  const accounts = [...world.members, ...(await strangers(world, 20))]
  const share = Math.max(1, Math.floor(slots / accounts.length))
  let [joined, joinGas, next] = [0, 0, 0]
  const { pool, vault, admin } = world
  while (joined < slots) {
    const account = accounts[next % accounts.length]
    assert.ok(account)
    const count = Math.min(share, atOnce, slots - joined)
    await vault.write.deposit([account, BigInt(count) * stakePerSlot], { account: admin })
    joinGas += await gasOf(world, await pool.write.join([poolId, BigInt(count)], { account }))
    joined += count
    next++
  }
  await world.pass(activation)
  assert.equal((await pool.read.poolOf([poolId])).live, slots)
  const transaction = await world.consumer.write.request([poolId, 1n, poolId])
  const panel = async (seats: number) => {
    const drawId = await requestPanel(world, await openBatch(world, seats, toHex(seats, { size: 32 })), poolId)
    return gasOf(world, await fulfil(world, drawId))
  }
  const jurors = Math.min(15, slots)
  return {
    slots,
    joinPerSlot: Math.round(joinGas / slots),
    request: await gasOf(world, transaction),
    panelOf3: await panel(3),
    panelOf7: await panel(7),
    jurors: await gasOf(world, await fulfil(world, await request(world, poolId, jurors))),
  }
}

const gasOf = async (world: DrawWorld, hash: `0x${string}`): Promise<number> =>
  Number((await world.client.getTransactionReceipt({ hash })).gasUsed)

/** Accounts that the chain lets speak without a key. */
async function strangers(world: DrawWorld, count: number): Promise<Address[]> {
  const accounts = Array.from({ length: count }, (_, index) => getAddress(toHex(0x1000 + index, { size: 20 })))
  for (const address of accounts) {
    await world.chain.setBalance({ address, value: 10n ** 18n })
    await world.chain.impersonateAccount({ address })
  }
  return accounts
}
