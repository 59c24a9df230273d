import type { Vote } from '../api/types.ts'
import { formatScore, formatTokens, formatWords, none } from '../lib/format.ts'
import { Address, Transaction } from './Hex.tsx'
import { Empty } from './States.tsx'
import { Table, type TableColumn } from './Table.tsx'

/** Each seat's answer to the item, and the transactions that sealed, opened and paid it. */
export function Votes({ votes }: { votes: Vote[] }) {
  if (votes.length === 0) return <Empty title="No panel yet">The votes appear when the batch is assigned.</Empty>
  return <Table caption="Votes" columns={columns} rows={votes} idOf={(vote) => vote.annotator.address} />
}

const columns: TableColumn<Vote>[] = [
  { name: 'Annotator', kind: 'key', cell: ({ annotator }) => <Address address={annotator.address} /> },
  { name: 'Score', numeric: true, cell: ({ annotator }) => formatScore(annotator.score) },
  {
    name: 'Answer',
    cell: (vote) =>
      vote.class === null ? <span className="muted">{silence(vote)}</span> : <strong>{vote.class}</strong>,
  },
  { name: 'Agrees', cell: ({ agrees }) => <Agrees agrees={agrees} /> },
  { name: 'Reward, whole batch', numeric: true, cell: ({ reward }) => (reward === null ? none : formatTokens(reward)) },
  { name: 'Commit', kind: 'proof', cell: ({ committed }) => <Transaction event={committed} what="commit" /> },
  { name: 'Reveal', kind: 'proof', cell: ({ revealed }) => <Transaction event={revealed} what="reveal" /> },
  { name: 'Payment', kind: 'proof', cell: (vote) => <Payment vote={vote} /> },
]

function silence({ revealed, state }: Vote): string {
  return revealed ? 'Abstained' : formatWords(state)
}

function Agrees({ agrees }: { agrees: boolean | null }) {
  if (agrees === null) return <span className="muted">{none}</span>
  return agrees ? <span className="good">✓ Agrees</span> : <span className="warn">≠ Differs</span>
}

/** A reward that could not be transferred waits: it is accrued, and to be claimed. */
function Payment({ vote: { paid, rewarded, reward } }: { vote: Vote }) {
  if (!paid && rewarded && reward !== null && reward !== '0') return <span className="muted">to claim</span>
  return <Transaction event={paid} what="payment" />
}
