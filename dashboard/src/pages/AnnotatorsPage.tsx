import { Download } from '../components/Download.tsx'
import { Address, Time } from '../components/Hex.tsx'
import { ScoreBar } from '../components/ScoreBar.tsx'
import { PagedTable, type TableColumn } from '../components/Table.tsx'
import { type Tile, Tiles } from '../components/Tiles.tsx'
import { useAnnotators } from '../hooks/useAnnotators.ts'
import { useStatus } from '../hooks/useStatus.ts'
import { useTitle } from '../hooks/useTitle.ts'
import { useTyped } from '../hooks/useTyped.ts'
import { formatCount, formatNumberOf, formatPercent, formatTokens, none } from '../lib/format.ts'
import { earnedUnits, leaderboardColumns, type Ranked } from '../lib/leaderboard.ts'
import { type AnnotatorSort, type AnnotatorsState, readAnnotatorsState, readPages, withSearch } from '../lib/search.ts'
import { Link, navigate } from '../router.tsx'

export function AnnotatorsPage({ search }: { search: URLSearchParams }) {
  useTitle('Annotators')
  const state = readAnnotatorsState(search)
  const pages = readPages(search)
  const list = useAnnotators(state, pages)
  const more = () => navigate(`/${withSearch(search, { pages: pages + 1 })}`, 'replace')
  return (
    <>
      <Intro />
      <section aria-label="Annotators">
        <div className="bar">
          <Filter key="filter" state={state} search={search} />
          <span className="muted">{list.loading ? '' : `${formatNumberOf(list.nodes.length, 'annotator')} shown`}</span>
          <Download name="annotators" noun="annotator" columns={leaderboardColumns} rows={list.nodes} />
        </div>
        <PagedTable
          caption="Annotators"
          what="the annotators"
          columns={columnsFor(state.sort, search)}
          idOf={(row) => row.address}
          pages={list}
          onMore={more}
          empty={
            state.address || state.minLabels ? (
              <>
                Nobody matches the filter.{' '}
                <Link href={`/${withSearch(search, { address: null, min: null })}`}>Clear it</Link>
              </>
            ) : (
              'Nobody has taken a seat yet. As soon as a panel is assigned, its annotators appear here.'
            )
          }
        />
      </section>
    </>
  )
}

function Intro() {
  const status = useStatus()
  const of = status.state === 'ready' ? status.data : undefined
  const figure = (value: number | undefined) => (value === undefined ? none : formatCount(value))
  const tiles: Tile[] = [
    { name: 'Labels verified', value: figure(of?.verified), note: of && `of ${formatCount(of.labels)} items` },
    {
      name: 'Batches',
      value: figure(of?.batches),
      note: of && `${formatCount(of.settled)} settled, ${formatNumberOf(of.disputes, 'dispute')}`,
    },
    {
      name: 'Annotators',
      value: figure(of?.annotators),
      note: of && `${formatNumberOf(of.submissions, 'submission')}, ${formatNumberOf(of.slashes, 'slash', 'slashes')}`,
    },
    { name: 'Block', value: figure(of?.block.number), note: of && `chain ${of.chainId}` },
  ]
  return (
    <div className="intro">
      <div>
        <h1>Training labels that can be proven</h1>
        <p className="lede">
          Every answer is sealed, opened, counted and paid on chain. A score is the lower bound of how often an
          annotator agrees with the panel, so it has to be earned over many items.
        </p>
      </div>
      <Tiles tiles={tiles} />
    </div>
  )
}

function Filter({ state, search }: { state: AnnotatorsState; search: URLSearchParams }) {
  const set = (changes: Record<string, string | null>) =>
    navigate(`/${withSearch(search, { ...changes, pages: null })}`, 'replace')
  const [address, typeAddress] = useTyped(state.address, (text) => set({ address: text.toLowerCase() }))
  const [min, typeMin] = useTyped(state.minLabels ? String(state.minLabels) : '', (text) => set({ min: text }))
  return (
    <search className="filters">
      <label>
        Address
        <input
          type="search"
          value={address}
          placeholder="0x… beginning"
          spellCheck={false}
          onChange={(event) => typeAddress(event.target.value)}
        />
      </label>
      <label>
        Minimum labels
        <input
          type="number"
          min="0"
          step="1"
          value={min}
          placeholder="0"
          onChange={(event) => typeMin(event.target.value)}
        />
      </label>
    </search>
  )
}

function columnsFor(sort: AnnotatorSort, search: URLSearchParams): TableColumn<Ranked>[] {
  const sortable = (name: string, by: AnnotatorSort) => ({
    name,
    sorted: sort === by,
    header: (
      <Link
        href={`/${withSearch(search, { sort: by === 'score' ? null : by, pages: null })}`}
        title={`Sort by ${name.toLowerCase()}, highest first`}
      >
        {name}
        <span aria-hidden="true" className="arrow">
          {sort === by ? '↓' : ''}
        </span>
      </Link>
    ),
  })
  return [
    { name: 'Rank', numeric: true, kind: 'rank', cell: (row) => row.rank ?? none },
    { name: 'Address', kind: 'key', cell: (row) => <Address address={row.address} /> },
    {
      ...sortable('Score', 'score'),
      kind: 'wide',
      cell: (row) => <ScoreBar score={row.score} upper={row.scoreUpper} />,
    },
    { ...sortable('Labels', 'labels'), numeric: true, cell: (row) => formatCount(row.labels) },
    {
      ...sortable('Agreement', 'agreement'),
      numeric: true,
      cell: (row) => <span title={`${row.agreed} of ${row.compared} compared`}>{formatPercent(row.agreement)}</span>,
    },
    { name: 'Batches', numeric: true, cell: (row) => formatCount(row.submissions) },
    {
      name: 'Missed',
      numeric: true,
      cell: (row) => <span className={row.missed > 0 ? 'warn' : 'muted'}>{formatCount(row.missed)}</span>,
    },
    { name: 'Earned', numeric: true, cell: (row) => <Tokens units={earnedUnits(row)} /> },
    { name: 'Last active', numeric: true, kind: 'muted', cell: (row) => <Time iso={row.lastSeen.time} /> },
  ]
}

function Tokens({ units }: { units: string }) {
  return <span title={`${units} of the smallest unit`}>{formatTokens(units)}</span>
}
