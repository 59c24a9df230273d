/**
 * Gas of one batch from creation to settlement, from the receipts: `node bench/gas.ts` writes bench/gas.json and the table in
 * docs/protocol.md.
 *
 * Steady state, as a project's tenth batch sees it: the annotators hold some of the token and stake for the seat already.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeFunctionData, type Hex } from 'viem'
import { seededRandom } from '../test/contracts/support/random.ts'
import { relayAndTally, relayCommits } from '../test/contracts/support/relay.ts'
import {
  commitAll,
  createProject,
  hash,
  type Labels,
  type Running,
  revealAll,
  rowsOf,
  stake,
} from '../test/contracts/support/scenario.ts'
import { createWorld, type World } from '../test/contracts/support/world.ts'

/** Gas of each step of a batch, all its transactions of that kind together; their sum; and that per item, rounded. */
export type PathGas = { steps: Record<string, number>; total: number; perLabel: number }

/** A batch in which every label is verified. */
export type BatchGas = {
  seats: number
  agreement: number
  items: number
  /** Every annotator sends its own transactions, and so does the requester for each step. */
  own: PathGas
  /** The requester creates and assigns at once; a relayer brings all commitments in one transaction and all reveals in another. */
  relayed: PathGas
}

export type GasReport = { classes: number; batches: BatchGas[] }

type Measured = { world: World; running: Running; projectId: Hex; manifest: Hex; plan: Plan; answers: Labels[] }
type Plan = { seats: number; agreement: number; items: number }

export const reportPath = join(import.meta.dirname, 'gas.json')
export const pagePath = join(import.meta.dirname, '..', 'docs', 'protocol.md')

const classes = 4

export async function measureGas(): Promise<GasReport> {
  const batches: BatchGas[] = []
  for (const seats of [3, 5, 7]) {
    for (const items of [20, 100, 500]) {
      const plan = { seats, agreement: (seats + 1) / 2, items }
      batches.push({ ...plan, own: await measure(plan, sendOwn), relayed: await measure(plan, sendRelayed) })
    }
  }
  return { classes, batches }
}

async function measure(
  plan: Plan,
  send: (batch: Measured) => Promise<Record<string, readonly Hex[]>>,
): Promise<PathGas> {
  const world = await createWorld()
  const panel = world.annotators.slice(0, plan.seats)
  for (const annotator of panel) await world.dollar.write.mint([annotator, 1n])
  await stake(world, panel, 100n)
  const projectId = await createProject(world, { classes, stakePerSeat: 25n, funds: 10n ** 6n })
  const manifest = hash(`manifest of ${plan.items}`)
  const running = { batchId: await world.market.read.batchIdOf([projectId, manifest]), panel }
  const sent = await send({ world, running, projectId, manifest, plan, answers: answersOf(plan) })

  const steps: Record<string, number> = {}
  for (const [step, transactions] of Object.entries(sent)) {
    const receipts = await Promise.all(transactions.map((id) => world.client.getTransactionReceipt({ hash: id })))
    steps[step] = Number(receipts.reduce((sum, receipt) => sum + receipt.gasUsed, 0n))
  }
  const total = Object.values(steps).reduce((sum, gas) => sum + gas, 0)
  return { steps, total, perLabel: Math.round(total / plan.items) }
}

async function sendOwn({ world, running, projectId, manifest, plan, answers }: Measured) {
  const { market, requester } = world
  const { batchId, panel } = running
  const account = requester
  const shape = [plan.items, plan.seats, plan.agreement] as const
  return {
    createBatch: [await market.write.createBatch([projectId, manifest, ...shape], { account })],
    assign: [await market.write.assign([batchId, [...panel]], { account })],
    commit: await commitAll(world, running, answers),
    reveal: await revealAll(world, running, answers),
    tally: [await market.write.tally([batchId, [...panel], rowsOf(answers)])],
    settle: [await market.write.settle([batchId, [...panel]])],
  }
}

async function sendRelayed({ world, running, projectId, manifest, plan, answers }: Measured) {
  const { market, requester } = world
  const { abi } = market
  const { batchId, panel } = running
  const shape = [plan.items, plan.seats, plan.agreement] as const
  const create = encodeFunctionData({ abi, functionName: 'createBatch', args: [projectId, manifest, ...shape] })
  const assign = encodeFunctionData({ abi, functionName: 'assign', args: [batchId, [...panel]] })
  return {
    createAndAssign: [await market.write.multicall([[create, assign]], { account: requester })],
    commitFor: [await relayCommits(world, running, answers)],
    revealAndTally: [await relayAndTally(world, running, answers)],
    settle: [await market.write.settle([batchId, [...panel]])],
  }
}

/** One annotator errs on every tenth item, so that every label is verified and each is compared. */
function answersOf({ seats, items }: Plan): Labels[] {
  const random = seededRandom(items)
  const truth = Array.from({ length: items }, () => random.below(classes))
  return Array.from({ length: seats }, (_, seat) =>
    truth.map((label, item) => (item % (10 * seats) === 10 * seat ? (label + 1) % classes : label)),
  )
}

/** The lines of the table in docs/protocol.md. */
export function tableOf({ batches }: GasReport): string {
  const number = (value: number) => value.toLocaleString('en-US')
  const rows = batches.map(({ seats, items, own, relayed }) =>
    [seats, items, number(relayed.total), number(relayed.perLabel), number(own.total), number(own.perLabel)].join(
      ' | ',
    ),
  )
  const head = [
    'n | m | relayed: batch | relayed: label | own: batch | own: label',
    '--: | --: | --: | --: | --: | --:',
  ]
  return [...head, ...rows].map((row) => `| ${row} |`).join('\n')
}

const [begin, end] = ['<!-- table by bench/gas.ts -->', '<!-- end of table -->']

/** The table as the page has it. */
export function tableIn(page: string): string {
  return page.slice(page.indexOf(begin) + begin.length, page.indexOf(end)).trim()
}

if (import.meta.main) {
  const report = await measureGas()
  writeFileSync(reportPath, `${JSON.stringify(report, null, 2)}\n`)
  const page = readFileSync(pagePath, 'utf8')
  writeFileSync(pagePath, page.replace(tableIn(page), tableOf(report)))
  console.log(tableOf(report))
}
