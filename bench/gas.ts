/**
 * Gas of one batch from creation to settlement, from the receipts: `node bench/gas.ts` writes bench/gas.json and the table in
 * docs/protocol.md.
 *
 * Steady state, as a project's tenth batch sees it: the annotators hold some of the token and stake for the seat already, and have a
 * standing in the project. Every tenth item is gold, and every batch waits for its dispute window.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeFunctionData, type Hex } from 'viem'
import { seededRandom } from '../test/contracts/support/random.ts'
import { commitCall, relayAndTally, relayCommits, tallyCall } from '../test/contracts/support/relay.ts'
import {
  assignBatch,
  type BatchPlan,
  batchIdOf,
  commitAll,
  createProject,
  goldHashOf,
  hash,
  type Labels,
  noGold,
  openingOfGold,
  passDeadline,
  type Running,
  revealAll,
  rowsOf,
  stake,
  tallyAll,
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
  /** Relayed, eight batches of the same panel to a transaction: a batch's share. */
  bulk: PathGas
}

export type GasReport = { classes: number; batches: BatchGas[] }

type Measured = { world: World; running: Running; projectId: Hex; plan: BatchPlan; answers: Labels[] }
type Plan = { seats: number; agreement: number; items: number }
type Sent = Record<string, readonly Hex[]>

export const reportPath = join(import.meta.dirname, 'gas.json')
export const pagePath = join(import.meta.dirname, '..', 'docs', 'protocol.md')

const classes = 4
/** Batches to a transaction of a busy relayer. */
const load = 8

export async function measureGas(): Promise<GasReport> {
  const batches: BatchGas[] = []
  for (const seats of [3, 5, 7]) {
    for (const items of [20, 100, 500]) {
      const plan = { seats, agreement: (seats + 1) / 2, items }
      batches.push({
        ...plan,
        own: await measure(plan, 1, sendOwn),
        relayed: await measure(plan, 1, sendRelayed),
        bulk: await measure(plan, load, sendBulk),
      })
    }
  }
  return { classes, batches }
}

async function measure(plan: Plan, count: number, send: (batches: readonly Measured[]) => Promise<Sent>) {
  const world = await createWorld()
  const panel = world.annotators.slice(0, plan.seats)
  for (const annotator of panel) await world.dollar.write.mint([annotator, 1n])
  await stake(world, panel, 1000n)
  const terms = { goldBps: 1000, goldBond: 20, goldWindow: 3600, disputeWindow: 3600, keeperFee: 5 }
  const projectId = await createProject(world, { classes, stakePerSeat: 25n, funds: 10n ** 6n, ...terms })
  await giveStandings(world, projectId, plan)
  const batches: Measured[] = []
  for (let index = 0; index < count; index++) {
    const { answers, gold } = answersOf(plan, index)
    const batchPlan = { ...plan, gold, manifest: `${index} of ${plan.items}` }
    const running = {
      batchId: await batchIdOf(world, projectId, batchPlan),
      panel,
      opening: openingOfGold(batchPlan),
    }
    batches.push({ world, running, projectId, plan: batchPlan, answers })
  }
  const sent = await send(batches)

  const steps: Record<string, number> = {}
  for (const [step, transactions] of Object.entries(sent)) {
    const receipts = await Promise.all(transactions.map((id) => world.client.getTransactionReceipt({ hash: id })))
    steps[step] = Math.round(Number(receipts.reduce((sum, receipt) => sum + receipt.gasUsed, 0n)) / count)
  }
  const total = Object.values(steps).reduce((sum, gas) => sum + gas, 0)
  return { steps, total, perLabel: Math.round(total / plan.items) }
}

/** A first batch, settled: what an annotator's first batch in a project costs more is not measured. */
async function giveStandings(world: World, projectId: Hex, { seats, agreement }: Plan): Promise<void> {
  const plan = { seats, agreement, items: 20 }
  const { answers, gold } = answersOf(plan, 1000)
  const running = await assignBatch(world, projectId, { ...plan, gold, manifest: 'first' })
  await tallyAll(world, running, answers)
  await passDeadline(world, running.batchId)
  await world.market.write.settle([running.batchId, [...running.panel]])
}

const only = (batches: readonly Measured[]): Measured => {
  const [batch] = batches
  if (batch === undefined) throw new RangeError('there is no batch to measure')
  return batch
}

async function sendOwn(batches: readonly Measured[]): Promise<Sent> {
  const { world, running, projectId, plan, answers } = only(batches)
  const { market, requester } = world
  const { batchId, panel } = running
  const account = requester
  const goldHash = await goldHashOf(world, projectId, plan)
  const shape = [hash(plan.manifest ?? ''), goldHash, plan.items, plan.seats, plan.agreement] as const
  const before = {
    createBatch: [await market.write.createBatch([projectId, ...shape], { account })],
    assign: [await market.write.assign([batchId, [...panel]], { account })],
    commit: await commitAll(world, running, answers),
    reveal: await revealAll(world, running, answers),
    tally: [await market.write.tally([batchId, [...panel], rowsOf(answers), running.opening ?? noGold])],
  }
  await passDeadline(world, batchId)
  return { ...before, settle: [await market.write.settle([batchId, [...panel]])] }
}

async function sendRelayed(batches: readonly Measured[]): Promise<Sent> {
  const batch = only(batches)
  const { world, running, answers } = batch
  const { market, requester } = world
  const before = {
    createAndAssign: [await market.write.multicall([await createCalls(batch)], { account: requester })],
    commitFor: [await relayCommits(world, running, answers)],
    revealAndTally: [await relayAndTally(world, running, answers)],
  }
  await passDeadline(world, running.batchId)
  return { ...before, settle: [await market.write.settle([running.batchId, [...running.panel]])] }
}

async function sendBulk(batches: readonly Measured[]): Promise<Sent> {
  const { world, running } = only(batches)
  const { market, requester, stranger } = world
  const creates: Hex[] = []
  const commits: Hex[] = []
  for (const batch of batches) {
    creates.push(...(await createCalls(batch)))
    commits.push(await commitCall(world, batch.running, batch.answers))
  }
  const tallies = batches.map((batch) => tallyCall(world, batch.running, batch.answers))
  const settles = batches.map((batch) =>
    encodeFunctionData({
      abi: market.abi,
      functionName: 'settle',
      args: [batch.running.batchId, [...batch.running.panel]],
    }),
  )
  const before = {
    createAndAssign: [await market.write.multicall([creates], { account: requester })],
    commitFor: [await market.write.multicall([commits], { account: stranger })],
    revealAndTally: [await market.write.multicall([tallies], { account: stranger })],
  }
  await passDeadline(world, running.batchId)
  return { ...before, settle: [await market.write.multicall([settles], { account: stranger })] }
}

async function createCalls({ world, running, projectId, plan }: Measured): Promise<Hex[]> {
  const { abi } = world.market
  const goldHash = await goldHashOf(world, projectId, plan)
  const shape = [hash(plan.manifest ?? ''), goldHash, plan.items, plan.seats, plan.agreement] as const
  return [
    encodeFunctionData({ abi, functionName: 'createBatch', args: [projectId, ...shape] }),
    encodeFunctionData({ abi, functionName: 'assign', args: [running.batchId, [...running.panel]] }),
  ]
}

/** One annotator errs on every tenth item, so that every label is verified and each is compared; every tenth is gold. */
function answersOf({ seats, items }: Plan, index: number): { answers: Labels[]; gold: BatchPlan['gold'] & object } {
  const random = seededRandom(items + 1000 * index)
  const truth = Array.from({ length: items }, () => random.below(classes))
  const answers = Array.from({ length: seats }, (_, seat) =>
    truth.map((label, item) => (item % (10 * seats) === 10 * seat ? (label + 1) % classes : label)),
  )
  const positions = truth.flatMap((_, item) => (item % 10 === 3 ? [item] : []))
  return { answers, gold: { positions, labels: positions.map((item) => truth[item] ?? 0) } }
}

/** The lines of the table in docs/protocol.md. */
export function tableOf({ batches }: GasReport): string {
  const number = (value: number) => value.toLocaleString('en-US')
  const rows = batches.map(({ seats, items, own, relayed, bulk }) =>
    [seats, items, ...[bulk, relayed, own].flatMap(({ total, perLabel }) => [number(total), number(perLabel)])].join(
      ' | ',
    ),
  )
  const head = [
    'n | m | bulk: batch | bulk: label | relayed: batch | relayed: label | own: batch | own: label',
    '--: | --: | --: | --: | --: | --: | --: | --:',
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
