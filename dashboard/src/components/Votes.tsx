import type { Vote } from '../api/types.ts'
import { formatScore, formatTier, formatTokens, none } from '../lib/format.ts'
import { answerOf } from '../lib/labels.ts'
import { Address, Payment, TransactionAt } from './Hex.tsx'
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
    cell: (vote) => <span className={vote.value === null ? 'muted' : 'strong'}>{answerOf(vote)}</span>,
  },
  { name: 'Agrees', cell: ({ agrees }) => <Agrees agrees={agrees} /> },
  { name: 'Tier', cell: ({ tier }) => (tier === null ? none : formatTier(tier)) },
  { name: 'Batch reward', numeric: true, cell: ({ reward }) => (reward === null ? none : formatTokens(reward)) },
  { name: 'Commit', kind: 'proof', cell: ({ committed }) => <TransactionAt event={committed} what="commit" /> },
  { name: 'Reveal', kind: 'proof', cell: ({ revealed }) => <TransactionAt event={revealed} what="reveal" /> },
  { name: 'Payment', kind: 'proof', cell: (vote) => <Payment {...vote} /> },
]

function Agrees({ agrees }: { agrees: boolean | null }) {
  if (agrees === null) return <span className="muted">{none}</span>
  return agrees ? <span className="good">✓ Agrees</span> : <span className="warn">≠ Differs</span>
}
