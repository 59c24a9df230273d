import type { Dispute, Label } from '../api/types.ts'
import { formatTokens, formatWords, none } from '../lib/format.ts'
import { classNameOf } from '../lib/labels.ts'
import { Address, TransactionAt } from './Hex.tsx'
import { Table, type TableColumn } from './Table.tsx'

/** Who disputed a label, what for, and what the court said. Nothing where nobody did. */
export function Disputes({ label }: { label: Pick<Label, 'disputes' | 'dataset'> }) {
  if (label.disputes.length === 0) return null
  const name = (verdict: number | null) =>
    verdict === null ? none : verdict === noLabel ? 'No label' : classNameOf(verdict, label.dataset.classes[verdict])
  const columns: TableColumn<Dispute>[] = [
    { name: 'Opened by', kind: 'key', cell: ({ opener }) => <Address address={opener} /> },
    { name: 'State', cell: ({ state, outcome }) => formatWords(outcome ?? state) },
    { name: 'Claim', cell: ({ claim }) => name(claim) },
    { name: 'Verdict', cell: ({ verdict }) => name(verdict) },
    { name: 'Bond', numeric: true, cell: ({ bond }) => formatTokens(bond) },
    { name: 'Expert', cell: ({ expert }) => (expert ? <Address address={expert} /> : none) },
    { name: 'Opened', kind: 'proof', cell: ({ opened }) => <TransactionAt event={opened} what="dispute" /> },
    { name: 'Closed', kind: 'proof', cell: ({ closed }) => <TransactionAt event={closed} what="verdict" /> },
  ]
  return (
    <section aria-labelledby="disputes">
      <h2 id="disputes">Disputes</h2>
      <Table caption="Disputes" columns={columns} rows={label.disputes} idOf={(row) => row.id} />
    </section>
  )
}

const noLabel = 0xff
