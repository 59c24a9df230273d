import { useMemo } from 'react'
import type { Annotator, Earning } from '../api/types.ts'
import { Copyable, Time } from '../components/Hex.tsx'
import { ScoreChart } from '../components/ScoreChart.tsx'
import { Slashes } from '../components/Slashes.tsx'
import { Standings } from '../components/Standings.tsx'
import { Empty, Failure, Loading } from '../components/States.tsx'
import { Submissions } from '../components/Submissions.tsx'
import { Table, type TableColumn } from '../components/Table.tsx'
import { Tiles } from '../components/Tiles.tsx'
import { useAnnotator } from '../hooks/useAnnotator.ts'
import { useTitle } from '../hooks/useTitle.ts'
import { formatCount, formatNumberOf, formatPercent, formatScore, formatTokens, shortHex } from '../lib/format.ts'
import { chartPoints } from '../lib/history.ts'
import { withSearch } from '../lib/search.ts'
import { Link } from '../router.tsx'

type PageProps = { address: string; search: URLSearchParams }

export function AnnotatorPage({ address, search }: PageProps) {
  useTitle(`Annotator ${shortHex(address)}`)
  const annotator = useAnnotator(address)
  return (
    <>
      <p className="crumbs">
        <Link href="/">Annotators</Link>
      </p>
      <h1>
        Annotator <Copyable value={address} what="address" shown={shortHex(address, 8, 6)} />
      </h1>
      {annotator.state === 'loading' && <Loading what="the annotator" />}
      {annotator.state === 'error' && <Failure what="the annotator" {...annotator} />}
      {annotator.state === 'ready' &&
        (annotator.data ? (
          <Known annotator={annotator.data} search={search} />
        ) : (
          <Empty title="No annotator has this address">
            Nobody took a seat or staked with it, as far as the index has read. <Link href="/">All annotators</Link>
          </Empty>
        ))}
    </>
  )
}

function Known({ annotator, search }: { annotator: Annotator; search: URLSearchParams }) {
  return (
    <>
      <p className="lede">
        Active since <Time iso={annotator.firstSeen.time} />, last in block {formatCount(annotator.lastSeen.block)} at{' '}
        <Time iso={annotator.lastSeen.time} />.
      </p>
      <Tiles
        tiles={[
          { name: 'Score', value: formatScore(annotator.score), note: `up to ${formatScore(annotator.scoreUpper)}` },
          {
            name: 'Agreement',
            value: formatPercent(annotator.agreement),
            note: `${formatCount(annotator.agreed)} of ${formatCount(annotator.compared)} compared`,
          },
          {
            name: 'Labels',
            value: formatCount(annotator.labels),
            note:
              annotator.goldTotal > 0
                ? `gold: ${formatCount(annotator.goldRight)} of ${formatCount(annotator.goldTotal)} right`
                : undefined,
          },
          {
            name: 'Batches',
            value: formatCount(annotator.submissions),
            note: `${formatNumberOf(annotator.assigned, 'seat')} taken, ${formatCount(annotator.absent + annotator.missed)} missed`,
          },
        ]}
      />
      <History annotator={annotator} search={search} />
      <Standings standings={annotator.standings} />
      <div className="halves">
        <Earnings earnings={annotator.earnings} />
        <Stake {...annotator} />
      </div>
      <Slashes slashes={annotator.slashHistory} />
      <Submissions address={annotator.address} search={search} />
    </>
  )
}

function History({ annotator, search }: { annotator: Annotator; search: URLSearchParams }) {
  const { points, spansTime } = useMemo(() => chartPoints(annotator.history), [annotator.history])
  const x = spansTime && search.get('x') === 'time' ? 'time' : 'batch'
  const first = points[0]
  const last = points.at(-1)
  return (
    <section aria-labelledby="history">
      <div className="bar">
        <h2 id="history">Score over time</h2>
        {spansTime && (
          <nav className="choice" aria-label="Horizontal axis">
            <Link href={withSearch(search, { x: 'time' })} aria-current={x === 'time' ? 'true' : undefined}>
              By time
            </Link>
            <Link href={withSearch(search, { x: null }) || '?'} aria-current={x === 'batch' ? 'true' : undefined}>
              By batch
            </Link>
          </nav>
        )}
      </div>
      {first && last ? (
        <figure>
          <ScoreChart points={points} x={x} />
          <figcaption>
            {points.length === 1
              ? `${formatScore(first.score)} after the first scored batch.`
              : `From ${formatScore(first.score)} to ${formatScore(last.score)} over ${formatCount(points.length)} points.`}{' '}
            The line is the score; the band reaches up to the upper bound of the 95% interval, and narrows with every
            item compared.
          </figcaption>
        </figure>
      ) : (
        <Empty title="No score yet">The first score comes with the first batch that is tallied.</Empty>
      )}
    </section>
  )
}

const earningColumns: TableColumn<Earning>[] = [
  { name: 'Token', kind: 'key', cell: (row) => <Copyable value={row.token} what="token address" /> },
  { name: 'Earned', numeric: true, cell: (row) => formatTokens(row.accrued) },
  { name: 'Paid', numeric: true, cell: (row) => formatTokens(row.paid) },
  { name: 'To claim', numeric: true, cell: (row) => formatTokens(row.claimable) },
]

function Earnings({ earnings }: { earnings: Earning[] }) {
  return (
    <section aria-labelledby="earnings">
      <h2 id="earnings">Earnings</h2>
      {earnings.length > 0 ? (
        <Table caption="Earnings by token" columns={earningColumns} rows={earnings} idOf={(row) => row.token} />
      ) : (
        <Empty title="Nothing earned yet">A reward accrues when a batch is settled.</Empty>
      )}
    </section>
  )
}

type Amounts = { available: string; locked: string; unbonding: string; slashed: string }

function Stake({ available, locked, unbonding, slashed }: Amounts) {
  return (
    <section aria-labelledby="stake">
      <h2 id="stake">Stake</h2>
      <dl className="facts">
        <dt>Available</dt>
        <dd>{formatTokens(available)}</dd>
        <dt>Locked in seats</dt>
        <dd>{formatTokens(locked)}</dd>
        <dt>Unbonding</dt>
        <dd>{formatTokens(unbonding)}</dd>
        <dt>Lost to slashes</dt>
        <dd>{formatTokens(slashed)}</dd>
      </dl>
    </section>
  )
}
