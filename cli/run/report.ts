import { formatUnits } from 'viem'
import { CHAIN_ID } from '../chain/constants.ts'
import type { Dataset } from '../dataset/types.ts'
import type { Summary } from './summary.ts'

/** Duplicates named in the report; the rest is only counted. */
const DUPLICATES_SHOWN = 3

/** The summary for people. */
export function formatSummary(summary: Summary, duplicates: Dataset['duplicates']): string {
  const { judgements, items, accuracy, chain, gas, tokens, seconds } = summary
  const lines: (readonly [string, string])[] = [
    ['dataset', `${summary.dataset}${summary.simulated ? ' (simulated: no person answered)' : ''}`],
    ['judgements', `${count(judgements.played)} played${others(judgements)}`],
    ['batches', `${count(chain.batches)} in ${count(chain.transactions)} transactions, ${count(chain.block)} blocks`],
    [
      'labels',
      `${count(items.verified)} verified, ${count(items.noConsensus)} without consensus${leftOut(items.leftOut)}`,
    ],
    ['accuracy', accuracy ? accuracyLine(accuracy) : 'no gold answers to compare with'],
    ...qualityLines(summary),
    ['gas', `${count(gas.perVerifiedLabel)} per verified label`],
    [
      'tokens',
      `${label(tokens.paid)} paid + ${tokens.fees === '0' ? '' : `${label(tokens.fees)} fees + `}${label(tokens.refunded)} refunded + ${label(tokens.escrow)} in escrow`,
    ],
    ['', `= ${label(tokens.funded)} LABEL funded (checked to the wei)`],
    [
      'seconds',
      Object.entries(seconds)
        .map(([stage, value]) => `${stage} ${value.toFixed(1)}`)
        .join(', '),
    ],
    ['seed', `${summary.seed}: the same seed and data give block hash ${chain.hash} again`],
  ]
  const shown = duplicates
    .slice(0, DUPLICATES_SHOWN)
    .map(({ worker, item, where }) => `${worker} on ${item} at ${where}`)
  if (shown.length > 0) lines.splice(2, 0, ['duplicates', `only the first answer counts: ${shown.join('; ')}`])
  return lines.map(([name, text]) => `${name.padEnd(12)}${text}\n`).join('')
}

/** Where everything is, and three requests that work there. */
export function formatUrls(at: { readonly url: string; readonly rpcUrl: string; readonly dataset: string }): string {
  const { url, rpcUrl, dataset } = at
  const query = (text: string): string =>
    `curl -s ${url}/graphql -H 'content-type: application/json' -d '${JSON.stringify({ query: text })}'`
  const labels = `{ labels(filter: { dataset: "${dataset}" }, first: 3) { nodes { item class confidence rule } } }`
  return [
    `dashboard   ${url}/`,
    `GraphQL     ${url}/graphql`,
    `export      ${url}/datasets/${dataset}/export.jsonl`,
    `chain       ${rpcUrl} (chain id ${CHAIN_ID})`,
    '',
    'Try:',
    query('{ datasets { id title labelCount verifiedCount } }'),
    query(labels),
    query('{ annotators(first: 3) { nodes { address score agreed compared } } }'),
    '',
    'Ctrl-C ends it.',
    '',
  ].join('\n')
}

function others({ surplus, leftOut, duplicates }: Summary['judgements']): string {
  const parts = [
    surplus > 0 ? `${count(surplus)} beyond the panel size` : '',
    leftOut > 0 ? `${count(leftOut)} on items left out` : '',
    duplicates > 0 ? `${count(duplicates)} duplicates` : '',
  ].filter(Boolean)
  return parts.length > 0 ? ` (not played: ${parts.join(', ')})` : ''
}

function leftOut(items: number): string {
  return items > 0 ? `, ${count(items)} left out (fewer than 3 answers)` : ''
}

/** Tiers, slashes and disputes: what became of the annotators' work. */
function qualityLines({ quality, labelsRoot }: Summary): (readonly [string, string])[] {
  const { gold, tiers, slashes, disputes } = quality
  const each = (counts: Readonly<Record<string, number>>, name: (key: string) => string) =>
    Object.entries(counts).map(([key, value]) => `${count(value)} ${name(key)}`)
  const held = `${label(slashes.fromStakes)} of stakes and ${label(slashes.fromRewards)} of rewards`
  const reasons = each(slashes.byReason, (reason) => reason).join(', ')
  return [
    ...(gold
      ? ([['gold', `${percent(gold.share)} of answers right (${count(gold.right)} of ${count(gold.total)})`]] as const)
      : []),
    ['tiers', each(tiers, (tier) => (tier === 'unrated' ? 'unrated' : `in tier ${tier}`)).join(', ')],
    ['slashes', slashes.opened === 0 ? 'none' : `${reasons}: ${held} (${count(slashes.executed)} executed)`],
    [
      'disputes',
      disputes.opened === 0
        ? 'none'
        : `${count(disputes.opened)} opened, ${count(disputes.overturned)} labels overturned`,
    ],
    ...(labelsRoot ? ([['sealed', `labels root ${labelsRoot}`]] as const) : []),
  ]
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)}%`
}

function accuracyLine({ correct, compared, share }: NonNullable<Summary['accuracy']>): string {
  return `${percent(share)} of verified labels with gold (${count(correct)} of ${count(compared)})`
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}

function label(wei: string): string {
  return formatUnits(BigInt(wei), 18)
}
