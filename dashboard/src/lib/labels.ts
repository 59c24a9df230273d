import type { ItemField, LabelRow } from '../api/types.ts'
import type { Column } from './csv.ts'

/** What an item is called and what it says, on one line. Without its manifest only its position is known. */
export function excerptOf(label: { item: string | null; index: number; fields: ItemField[] }): {
  name: string
  text: string
} {
  return {
    name: label.item ?? `item ${label.index}`,
    text: label.fields.map((field) => field.value.replace(/\s+/g, ' ').trim()).join(' · '),
  }
}

export const labelColumns: Column<LabelRow>[] = [
  { name: 'id', value: (row) => row.id },
  { name: 'dataset', value: (row) => row.dataset.id },
  { name: 'batch', value: (row) => row.batch.id },
  { name: 'index', value: (row) => row.index },
  { name: 'item', value: (row) => row.item },
  { name: 'status', value: (row) => row.status },
  { name: 'settled', value: (row) => row.settled },
  { name: 'value', value: (row) => row.value },
  { name: 'class', value: (row) => row.class },
  { name: 'confidence', value: (row) => row.confidence },
  { name: 'rule', value: (row) => row.rule },
  { name: 'tier', value: (row) => row.tier },
]
