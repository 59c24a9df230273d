import type { Standing } from '../api/types.ts'
import { formatCount, formatPercent, formatTier } from '../lib/format.ts'
import { Empty } from './States.tsx'
import { Table, type TableColumn } from './Table.tsx'

/** How an annotator stands in each of its datasets: the evidence behind its tier. */
export function Standings({ standings }: { standings: Standing[] }) {
  return (
    <section aria-labelledby="standings">
      <h2 id="standings">Tiers</h2>
      {standings.length > 0 ? (
        <Table caption="Tiers by dataset" columns={columns} rows={standings} idOf={(row) => row.dataset.id} />
      ) : (
        <Empty title="No tier yet">The first comes with the first batch that is tallied.</Empty>
      )}
    </section>
  )
}

const columns: TableColumn<Standing>[] = [
  { name: 'Dataset', kind: 'key', cell: ({ dataset }) => dataset.title || dataset.id },
  { name: 'Tier', cell: ({ tier }) => formatTier(tier) },
  { name: 'Quality', numeric: true, cell: ({ quality, goldTotal }) => formatPercent(goldTotal > 0 ? quality : null) },
  {
    name: 'Gold',
    numeric: true,
    cell: ({ goldRight, goldTotal }) => `${formatCount(goldRight)} of ${formatCount(goldTotal)}`,
  },
  { name: 'Batches', numeric: true, cell: ({ batches }) => formatCount(batches) },
]
