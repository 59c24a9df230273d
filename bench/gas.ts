/**
 * Gas of one batch from creation to settlement, from the receipts: `node bench/gas.ts` writes bench/gas.json.
 *
 * Steady state, as a project's tenth batch sees it: the annotators hold some of the token and stake for the seat already.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Hex } from 'viem'
import { seededRandom } from '../test/contracts/support/random.ts'
import {
  commitAll,
  createProject,
  hash,
  type Labels,
  revealAll,
  rowsOf,
  stake,
} from '../test/contracts/support/scenario.ts'
import { createWorld } from '../test/contracts/support/world.ts'

/** Gas of each step of a batch, all its transactions of that kind together. */
export type BatchGas = {
  items: number
  createBatch: number
  assign: number
  commit: number
  reveal: number
  tally: number
  settle: number
  total: number
  /** Gas for one label that the batch verified, rounded. */
  perLabel: number
}

export type GasReport = { seats: number; agreement: number; classes: number; batches: BatchGas[] }

export const reportPath = join(import.meta.dirname, 'gas.json')

const seats = 3
const agreement = 2
const classes = 4

export async function measureGas(): Promise<GasReport> {
  const batches: BatchGas[] = []
  for (const items of [20, 100, 500]) batches.push(await measureBatch(items))
  return { seats, agreement, classes, batches }
}

async function measureBatch(items: number): Promise<BatchGas> {
  const world = await createWorld()
  const { market, dollar, requester, annotators, client } = world
  const panel = annotators.slice(0, seats)
  for (const annotator of panel) await dollar.write.mint([annotator, 1n])
  await stake(world, panel, 100n)
  const projectId = await createProject(world, { classes, stakePerSeat: 25n, funds: 10n ** 6n })
  const manifest = hash(`manifest of ${items}`)
  const batchId = await market.read.batchIdOf([projectId, manifest])
  const running = { batchId, panel }
  const answers = answersOf(items)

  const gasOf = async (sent: readonly Hex[]) => {
    const receipts = await Promise.all(sent.map((transaction) => client.getTransactionReceipt({ hash: transaction })))
    return Number(receipts.reduce((sum, receipt) => sum + receipt.gasUsed, 0n))
  }
  const create = await market.write.createBatch([projectId, manifest, items, seats, agreement], { account: requester })
  const assign = await market.write.assign([batchId, panel], { account: requester })
  const commits = await commitAll(world, running, answers)
  const reveals = await revealAll(world, running, answers)
  const tally = await market.write.tally([batchId, panel, rowsOf(answers)])
  const settle = await market.write.settle([batchId, panel])
  const steps = {
    createBatch: await gasOf([create]),
    assign: await gasOf([assign]),
    commit: await gasOf(commits),
    reveal: await gasOf(reveals),
    tally: await gasOf([tally]),
    settle: await gasOf([settle]),
  }
  const total = Object.values(steps).reduce((sum, gas) => sum + gas, 0)
  return { items, ...steps, total, perLabel: Math.round(total / items) }
}

/** One annotator errs on every tenth item, so that every label is verified and each is compared. */
function answersOf(items: number): Labels[] {
  const random = seededRandom(items)
  const truth = Array.from({ length: items }, () => random.below(classes))
  return Array.from({ length: seats }, (_, seat) =>
    truth.map((label, item) => (item % (10 * seats) === 10 * seat ? (label + 1) % classes : label)),
  )
}

if (import.meta.main) {
  const report = await measureGas()
  writeFileSync(reportPath, `${JSON.stringify(report, null, 2)}\n`)
  for (const { items, total, perLabel } of report.batches) {
    console.log(`${items} items: ${total} gas, ${perLabel} per verified label`)
  }
}
