import type { Directory, Served } from './directory.ts'
import type { QueryTimes } from './query-times.ts'

type Sample = { readonly labels: Readonly<Record<string, string>>; readonly value: number; readonly suffix?: string }

/** A metric in Prometheus' sense; a `summary` has samples with the suffixes `_sum` and `_count`. */
export type Metric = {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'summary'
  readonly samples: readonly Sample[]
}

/** Content type of Prometheus' text format. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** Writes Prometheus' text format; metrics without samples are left out. */
export function writeMetrics(metrics: readonly Metric[]): string {
  const lines: string[] = []
  for (const { name, help, type, samples } of metrics) {
    if (samples.length === 0) continue
    lines.push(`# HELP ${name} ${help.replace(/[\\\n]/g, escapeCharacter)}`, `# TYPE ${name} ${type}`)
    for (const { labels, value, suffix = '' } of samples) {
      const pairs = Object.entries(labels).map(([key, text]) => `${key}="${text.replace(/[\\\n"]/g, escapeCharacter)}"`)
      lines.push(`${name}${suffix}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`)
    }
  }
  return `${lines.join('\n')}\n`
}

function escapeCharacter(character: string): string {
  return character === '\n' ? '\\n' : `\\${character}`
}

/** graph-node's metrics, under its names where it has them; `deployment_lag_blocks` and `deployment_events_count` are ours. */
export function collectMetrics(directory: Directory, queries: QueryTimes): Metric[] {
  const served = directory.all()
  const statuses = served.map((entry) => ({ entry, status: entry.status() }))
  const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({
    name,
    help,
    type: 'gauge',
    samples,
  })
  const chainHeads = new Map(statuses.map(({ entry, status }) => [entry.network, status.chainHead]))
  return [
    gauge(
      'deployment_head',
      'Last block stored',
      statuses.flatMap(({ entry, status }) => sample(entry, status.head?.number)),
    ),
    gauge(
      'deployment_lag_blocks',
      'Blocks between the head of the chain and the last block stored',
      statuses.flatMap(({ entry, status: { chainHead, head } }) =>
        sample(entry, chainHead === undefined ? undefined : Math.max(0, chainHead - (head?.number ?? -1))),
      ),
    ),
    gauge(
      'deployment_synced',
      '1 when the last block stored was the head of the chain at the last look',
      statuses.flatMap(({ entry, status }) => sample(entry, Number(status.synced))),
    ),
    gauge(
      'deployment_status',
      '2 the deployment is being indexed, 4 indexing failed',
      statuses.flatMap(({ entry, status }) => sample(entry, status.failure === undefined ? 2 : 4)),
    ),
    gauge(
      'ethereum_chain_head_number',
      'Height of the chain at the last look',
      [...chainHeads].flatMap(([network, value]) => (value === undefined ? [] : [{ labels: { network }, value }])),
    ),
    {
      name: 'deployment_events_count',
      help: 'Handlers run since the start',
      type: 'counter',
      samples: statuses.flatMap(({ entry, status }) => sample(entry, status.events)),
    },
    {
      name: 'deployment_blocks_processed_count',
      help: 'Blocks with triggers that were run since the start',
      type: 'counter',
      samples: served.flatMap((entry) => sample(entry, entry.work?.().blocks)),
    },
    {
      name: 'deployment_handler_execution_time',
      help: 'Seconds in handlers, host functions included',
      type: 'summary',
      samples: served.flatMap(handlerSamples),
    },
    {
      name: 'query_execution_time',
      help: 'Seconds in GraphQL queries',
      type: 'summary',
      samples: [...queries.entries()].flatMap(({ deployment, status, count, seconds }) =>
        summary({ deployment, status }, count, seconds),
      ),
    },
    gauge('process_resident_memory_bytes', 'Resident memory', [{ labels: {}, value: process.memoryUsage.rss() }]),
  ]
}

function sample({ deployment, network }: Served, value: number | undefined): Sample[] {
  return value === undefined ? [] : [{ labels: { deployment, network }, value }]
}

function handlerSamples({ deployment, work }: Served): Sample[] {
  return [...(work?.().handlers ?? [])].flatMap(([handler, { runs, seconds }]) =>
    summary({ deployment, handler }, runs, seconds),
  )
}

function summary(labels: Readonly<Record<string, string>>, count: number, seconds: number): Sample[] {
  return [
    { labels, value: seconds, suffix: '_sum' },
    { labels, value: count, suffix: '_count' },
  ]
}
