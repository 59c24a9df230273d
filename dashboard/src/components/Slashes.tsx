import type { Slash } from '../api/types.ts'
import { formatTokens, formatWords } from '../lib/format.ts'
import { TransactionAt } from './Hex.tsx'
import { Empty } from './States.tsx'
import { Table, type TableColumn } from './Table.tsx'

/** What was held of an annotator's pay and stake, why, and what became of it. */
export function Slashes({ slashes }: { slashes: Slash[] }) {
  return (
    <section aria-labelledby="slashes">
      <h2 id="slashes">Slashes</h2>
      {slashes.length > 0 ? (
        <Table caption="Slashes" columns={columns} rows={slashes} idOf={(row) => row.id} />
      ) : (
        <Empty title="Never slashed">Nothing of this annotator's pay or stake was ever held.</Empty>
      )}
    </section>
  )
}

const columns: TableColumn<Slash>[] = [
  { name: 'Reason', kind: 'key', cell: ({ reason }) => formatWords(reason) },
  { name: 'State', cell: ({ state }) => formatWords(state) },
  { name: 'From pay', numeric: true, cell: ({ fromPending }) => formatTokens(fromPending) },
  { name: 'From stake', numeric: true, cell: ({ fromStake }) => formatTokens(fromStake) },
  { name: 'Opened', kind: 'proof', cell: ({ opened }) => <TransactionAt event={opened} what="slash" /> },
  { name: 'Closed', kind: 'proof', cell: ({ closed }) => <TransactionAt event={closed} what="end of the slash" /> },
]
