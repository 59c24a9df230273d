/**
 * What honest and dishonest annotators earn under the market's rules: `node bench/simulation.ts` writes bench/simulation.json and
 * the tables in docs/incentives.md. No chain: the rules are those of test/contracts/reference, to which the contracts are held.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Setting } from '../test/simulation/career.ts'
import { defaultRules, defaultSetting, type Means, measure, type Plan } from '../test/simulation/measure.ts'
import type { StrategyName } from '../test/simulation/strategies.ts'
import { type SybilRow, sybilRow } from '../test/simulation/sybil.ts'

export const reportPath = join(import.meta.dirname, 'simulation.json')
export const pagePath = join(import.meta.dirname, '..', 'docs', 'incentives.md')

/** What looking at an item costs, in rewards for one label. */
export const effortCost = 0.1

/** The parameters of the protocol's first draft, and those that this simulation led to. */
export const parameterSets = {
  drafted: { probationPays: 8000, mostExcluded: 1 },
  proposed: { probationPays: 3000, mostExcluded: 0.25 },
} as const
export type SetName = keyof typeof parameterSets

export const splits = [0.5, 0.7, 0.9]
export const shapes = [
  { seats: 3, items: 100 },
  { seats: 3, items: 20 },
  { seats: 5, items: 100 },
  { seats: 5, items: 20 },
]
export const accuracies = [0.75, 0.85, 0.9, 0.95]

/** Less work than honest work, each with the share of the pool that the annotator's accomplices are. */
export const otherStrategies: readonly { name: StrategyName; accomplices: number }[] = [
  { name: 'majority', accomplices: 0 },
  { name: 'random', accomplices: 0 },
  { name: 'halfEffort', accomplices: 0 },
  { name: 'copying', accomplices: 0.1 },
  { name: 'colluding', accomplices: 0.1 },
  { name: 'abstainOnHard', accomplices: 0 },
  { name: 'majorityRenamed', accomplices: 0 },
  { name: 'randomRenamed', accomplices: 0 },
  { name: 'halfEffortRenamed', accomplices: 0 },
]

/** `net` is all pay less the cost of effort, `error` its standard error. */
type Earner = { strategy: StrategyName; net: number; error: number }
type Measured = Earner & { means: Means }
export type Comparison = {
  set: SetName
  majority: number
  seats: number
  items: number
  accuracy: number
  honest: Earner
  others: Earner[]
  /** Greatest cost of effort at which honest work earns more than every other strategy but abstaining, names changed or not. */
  bearable: number
}

const exampleOf = { set: 'proposed', majority: 0.9, seats: 3, items: 100, accuracy: 0.9 } as const

export type SimulationReport = Plan & {
  effortCost: number
  parameters: Record<SetName, { probationPays: number; mostExcluded: number }>
  comparisons: Comparison[]
  /** All that was measured of one comparison. */
  example: Omit<Comparison, 'honest' | 'others' | 'bearable'> & { earners: Measured[] }
  /** The majority strategy against gold of either kind. */
  gold: { goldDraw: Setting['goldDraw']; majority: number; seats: number; means: Means }[]
  /** Honest annotators at their first tier, by the gold answers that end probation. */
  honest: { accuracy: number; probationAnswers: number; means: Means }[]
  /** Accomplices by their share of the pool; at share 1 they are the whole panel. */
  collusion: { set: SetName; strategy: StrategyName; share: number; seats: number; means: Means }[]
  /** Pay on probation at which renaming earns what honest work does, where it earns most. */
  breakEven: { accuracy: number; majority: number; probationPays: number }[]
  sybil: SybilRow[]
}

export function settingOf(set: SetName, change: Partial<Setting> = {}): Setting {
  const { probationPays, mostExcluded } = parameterSets[set]
  const rules = { ...defaultRules, tiers: { ...defaultRules.tiers, probationPays } }
  return { ...defaultSetting, rules, mostExcluded, ...change }
}

export const netOf = ({ pay, bonus, effort }: Means): number => pay + bonus - effortCost * effort

type Shape = { majority: number; seats: number; items: number }

/** Every strategy, honest work first. */
export function measureAll(set: SetName, shape: Shape, accuracy: number, plan: Plan): Measured[] {
  return [{ name: 'honest' as const, accomplices: 0 }, ...otherStrategies].map(({ name, accomplices }) => {
    const means = measure(name, accuracy, settingOf(set, { ...shape, accomplices }), plan)
    return { strategy: name, net: netOf(means), error: means.payError, means }
  })
}

export function compare(set: SetName, shape: Shape, accuracy: number, plan: Plan): Comparison {
  const measured = measureAll(set, shape, accuracy, plan)
  const [honest, ...others] = measured.map(({ means, ...earner }) => earner)
  if (honest === undefined) throw new RangeError('nothing was measured')
  return { set, ...shape, accuracy, honest, others, bearable: bearableOf(measured) }
}

function bearableOf([honest, ...others]: readonly Measured[]): number {
  const limits = others
    .filter((other) => honest !== undefined && !abstains(other))
    .map(({ means }) => {
      const gain = netOf({ ...means, effort: 0 })
      const own = honest === undefined ? 0 : netOf({ ...honest.means, effort: 0 })
      return (own - gain) / (1 - means.effort)
    })
  return Math.min(...limits)
}

export function simulate(plan: Plan): SimulationReport {
  const sets = Object.keys(parameterSets) as SetName[]
  const comparisons = sets.flatMap((set) =>
    splits.flatMap((majority) =>
      shapes.flatMap((shape) => accuracies.map((accuracy) => compare(set, { majority, ...shape }, accuracy, plan))),
    ),
  )
  const gold = (['balanced', 'natural'] as const).flatMap((goldDraw) =>
    splits.flatMap((majority) =>
      [3, 5].map((seats) => ({
        goldDraw,
        majority,
        seats,
        means: measure('majority', 0.9, settingOf('proposed', { goldDraw, majority, seats }), many(plan)),
      })),
    ),
  )
  const honest = [10, 20, 30, 60].flatMap((probationAnswers) =>
    accuracies.map((accuracy) => {
      const { rules, ...setting } = settingOf('proposed')
      const tiers = { ...rules.tiers, probationAnswers }
      const means = measure('honest', accuracy, { ...setting, rules: { ...rules, tiers } }, many(plan))
      return { accuracy, probationAnswers, means }
    }),
  )
  const collusion = sets.flatMap((set) =>
    (['colluding', 'colludingWhenDeciding', 'copying'] as const).flatMap((strategy) =>
      [3, 5].flatMap((seats) =>
        [0.05, 0.1, 0.2, 0.3, 0.5, 1].map((share) => {
          const means = measure(strategy, 0.9, settingOf(set, { seats, accomplices: share, majority: 0.7 }), plan)
          return { set, strategy, share, seats, means }
        }),
      ),
    ),
  )
  const sybil = [3, 5, 7].flatMap((seats) =>
    [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5].map((share) => sybilRow(share, seats)),
  )
  const breakEven = accuracies.flatMap((accuracy) =>
    splits.map((majority) => ({ accuracy, majority, probationPays: breakEvenOf(comparisons, accuracy, majority) })),
  )
  const report = {
    ...plan,
    effortCost,
    parameters: parameterSets,
    comparisons,
    example: { ...exampleOf, earners: measureAll(exampleOf.set, exampleOf, exampleOf.accuracy, plan) },
    gold,
    honest,
    collusion,
    breakEven,
    sybil,
  }
  return JSON.parse(JSON.stringify(report, (_, value) => (typeof value === 'number' ? rounded(value) : value)))
}

/** Short careers, many of them: for shares of careers. */
const many = (plan: Plan): Plan => ({ ...plan, careers: plan.careers * 10, itemsEach: Math.ceil(plan.itemsEach / 4) })

/**
 * The pay on probation, in bps, at which renaming would earn what honest work does, in the shape where that is least. Who renames is
 * always on probation: its pay is in proportion.
 */
function breakEvenOf(comparisons: readonly Comparison[], accuracy: number, majority: number): number {
  const limits = comparisons
    .filter((one) => one.set === 'proposed' && one.accuracy === accuracy && one.majority === majority)
    .flatMap(({ honest, others }) =>
      others.filter(renames).map(({ strategy, net }) => {
        const cost = effortCost * (strategy === 'halfEffortRenamed' ? 0.5 : 0)
        return ((honest.net + cost) / (net + cost)) * parameterSets.proposed.probationPays
      }),
    )
  return Math.floor(Math.min(...limits) / 100) * 100
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000

// ---------------------------------------------------------------- tables

const fixed = (value: number, digits = 3): string => value.toFixed(digits)
const percent = (value: number, digits = 1): string => `${(100 * value).toFixed(digits)}%`
const splitName = (majority: number): string => `${Math.round(100 * majority)}/${Math.round(100 - 100 * majority)}`

function tableOf(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [head, head.map(() => '--:'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

export const bestOf = (earners: readonly Earner[]): Earner =>
  earners.reduce((best, earner) => (earner.net > best.net ? earner : best))
const renames = ({ strategy }: Earner) => strategy.endsWith('Renamed')
const abstains = ({ strategy }: Earner) => strategy === 'abstainOnHard'
/** Those who do less than they are paid for. To abstain is no such thing. */
export const shirkers = ({ others }: Comparison) => others.filter((one) => !renames(one) && !abstains(one))
export const renamers = ({ others }: Comparison) => others.filter(renames)
export const abstainers = ({ others }: Comparison) => others.filter(abstains)

/** The tables of docs/incentives.md by name. */
export function tablesOf(report: SimulationReport): Record<string, string> {
  const marginTable = (set: SetName) =>
    tableOf(
      [
        'split',
        'n',
        'm',
        'accuracy',
        'honest',
        'abstains where hard',
        'best shirker',
        'margin',
        'best renamed',
        'margin',
        'bearable cost',
      ],
      report.comparisons
        .filter((one) => one.set === set)
        .filter(({ seats, items }) => (seats === 3) === (items === 100))
        .map((one) => {
          const { honest } = one
          const [abstainer, shirker, renamer] = [abstainers, shirkers, renamers].map((kind) => bestOf(kind(one)))
          const netText = (earner: Earner | undefined) => fixed(earner?.net ?? 0)
          const margin = (earner: Earner | undefined) => fixed(honest.net - (earner?.net ?? 0))
          return [
            splitName(one.majority),
            one.seats,
            one.items,
            one.accuracy,
            netText(honest),
            netText(abstainer),
            `${shirker?.strategy} ${netText(shirker)}`,
            margin(shirker),
            `${renamer?.strategy} ${netText(renamer)}`,
            margin(renamer),
            fixed(one.bearable, 2),
          ]
        }),
    )
  return {
    drafted: marginTable('drafted'),
    proposed: marginTable('proposed'),
    strategies: tableOf(
      ['strategy', 'pay', 'net', 'tier 0', '1', '2', '3', '4', 'probation', 'gold fails per 1,000', 'wrong labels'],
      report.example.earners.map(({ strategy, net, means }) => [
        strategy,
        fixed(means.pay + means.bonus),
        fixed(net),
        ...means.tiers.map((share) => percent(share, 0)),
        fixed(means.goldFails, 2),
        percent(means.wrong),
      ]),
    ),
    gold: tableOf(
      ['gold', 'split', 'n', 'first tier is paid', 'first tier is 2 or more', 'mean pay'],
      report.gold.map(({ goldDraw, majority, seats, means }) => [
        goldDraw,
        splitName(majority),
        seats,
        percent(1 - means.firstUnpaid),
        percent(means.firstGood),
        fixed(means.pay),
      ]),
    ),
    honest: tableOf(
      [
        'gold answers of probation',
        'accuracy',
        'first tier unpaid',
        'first tier below 2',
        'tier 0 of all batches',
        'gold fails per 1,000',
      ],
      report.honest.map(({ accuracy, probationAnswers, means }) => [
        probationAnswers,
        accuracy,
        percent(means.firstUnpaid),
        percent(1 - means.firstGood),
        percent(means.tiers[0] ?? 0),
        fixed(means.goldFails, 2),
      ]),
    ),
    breakEven: tableOf(
      ['accuracy', ...splits.map(splitName)],
      accuracies.map((accuracy) => [
        accuracy,
        ...report.breakEven.filter((row) => row.accuracy === accuracy).map(({ probationPays }) => probationPays),
      ]),
    ),
    collusion: tableOf(
      [
        'strategy',
        'n',
        'share',
        'decided',
        'pay, drafted',
        'pay, proposed',
        'effort',
        'wrong labels',
        'gold fails per 1,000, proposed',
      ],
      report.collusion
        .filter(({ set }) => set === 'proposed')
        .map(({ strategy, seats, share, means }) => {
          const first = report.collusion.find(
            (row) => row.set === 'drafted' && row.strategy === strategy && row.seats === seats && row.share === share,
          )
          return [
            strategy,
            seats,
            percent(share, 0),
            percent(means.captured),
            fixed((first?.means.pay ?? 0) + (first?.means.bonus ?? 0)),
            fixed(means.pay + means.bonus),
            fixed(means.effort, 2),
            percent(means.wrong),
            fixed(means.goldFails, 2),
          ]
        }),
    ),
    sybil: tableOf(
      [
        'n',
        'share of the pool',
        'batches decided',
        "stake, in the others'",
        'seats filled per decided batch',
        'whole stakes lost by a ruling',
      ],
      report.sybil.map(({ seats, share, captured, stake, seatsPerCapture, stakesLost }) => [
        seats,
        percent(share, 0),
        percent(captured, 2),
        fixed(stake, 2),
        fixed(seatsPerCapture, 1),
        fixed(stakesLost, 1),
      ]),
    ),
  }
}

const [begin, end] = [(name: string) => `<!-- table ${name} by bench/simulation.ts -->`, '<!-- end of table -->']

/** The table of that name as the page has it. */
export function tableIn(page: string, name: string): string {
  const from = page.indexOf(begin(name))
  if (from < 0) throw new RangeError(`the page has no table ${name}`)
  return page.slice(from + begin(name).length, page.indexOf(end, from)).trim()
}

/** The page with the report's tables. */
export function filled(page: string, report: SimulationReport): string {
  return Object.entries(tablesOf(report)).reduce((text, [name, table]) => {
    const from = text.indexOf(begin(name)) + begin(name).length
    tableIn(text, name)
    return `${text.slice(0, from)}\n${table}\n${text.slice(text.indexOf(end, from))}`
  }, page)
}

/** One line per entry of a list: a changed figure is a changed line. */
export function textOf(report: SimulationReport): string {
  const fields = Object.entries(report).map(([key, value]) => {
    if (!Array.isArray(value)) return `  "${key}": ${JSON.stringify(value)}`
    return `  "${key}": [\n${value.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n')}\n  ]`
  })
  return `{\n${fields.join(',\n')}\n}\n`
}

if (import.meta.main) {
  const report = simulate({ seed: 1, careers: 30, itemsEach: 4000 })
  writeFileSync(reportPath, textOf(report))
  writeFileSync(pagePath, filled(readFileSync(pagePath, 'utf8'), report))
  console.log(tablesOf(report).proposed)
}
