import type { Submission } from '../api/types.ts'
import { useSubmissions } from '../hooks/useAnnotator.ts'
import { formatCount, formatTokens, formatWords, none, shortHex } from '../lib/format.ts'
import { readPages, withSearch } from '../lib/search.ts'
import { submissionColumns } from '../lib/submissions.ts'
import { Link, navigate } from '../router.tsx'
import { Download } from './Download.tsx'
import { Payment, Transaction } from './Hex.tsx'
import { PagedTable, type TableColumn } from './Table.tsx'

/** An annotator's submissions with the transactions that sealed, opened and paid each. */
export function Submissions({ address, search }: { address: string; search: URLSearchParams }) {
  const pages = readPages(search)
  const list = useSubmissions(address, pages)
  return (
    <section aria-labelledby="submissions">
      <div className="bar">
        <h2 id="submissions">Submissions</h2>
        <Download name={`submissions-${address}`} noun="submission" columns={submissionColumns} rows={list.nodes} />
      </div>
      <PagedTable
        caption="Submissions"
        what="the submissions"
        columns={columnsFor(address)}
        idOf={(row) => row.id}
        pages={list}
        onMore={() => navigate(withSearch(search, { pages: pages + 1 }), 'replace')}
        empty="This annotator has not been on a panel."
      />
    </section>
  )
}

function columnsFor(address: string): TableColumn<Submission>[] {
  return [
    {
      name: 'Dataset',
      kind: 'key',
      cell: ({ dataset }) => (
        <Link href={`/labels?dataset=${dataset.id}`}>{dataset.title || shortHex(dataset.id)}</Link>
      ),
    },
    {
      name: 'Batch',
      cell: ({ batch }) => (
        <Link className="hex" title={batch.id} href={`/labels?batch=${batch.id}&annotator=${address}&status=any`}>
          {shortHex(batch.id)}
        </Link>
      ),
    },
    {
      name: 'State',
      cell: ({ state }) => <span className={state === 'Missed' ? 'warn' : undefined}>{formatWords(state)}</span>,
    },
    { name: 'Labels', numeric: true, cell: ({ labels }) => (labels.length > 0 ? formatCount(labels.length) : none) },
    {
      name: 'Agreed',
      numeric: true,
      cell: ({ agreed, compared }) => (agreed === null || compared === null ? none : `${agreed} / ${compared}`),
    },
    { name: 'Reward', numeric: true, cell: ({ reward }) => (reward === null ? none : formatTokens(reward)) },
    { name: 'Block', numeric: true, cell: (row) => formatCount((row.revealed ?? row.committed ?? row.assigned).block) },
    { name: 'Commit', kind: 'proof', cell: ({ committed }) => <Transaction event={committed} what="commit" /> },
    { name: 'Reveal', kind: 'proof', cell: ({ revealed }) => <Transaction event={revealed} what="reveal" /> },
    { name: 'Payment', kind: 'proof', cell: (row) => <Payment {...row} /> },
  ]
}
