import type { ItemField, LabelRow, Vote } from '../api/types.ts'
import type { Column } from './csv.ts'
import { formatWords } from './format.ts'

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

/** What a class is called: its name in the guideline, or its number while that cannot be had. Null for no class. */
export function classNameOf(value: number | null, name: string | null | undefined): string | null {
  return value === null ? null : name || `class ${value}`
}

/** An annotator's answer in words, or why there is none. */
export function answerOf(vote: Pick<Vote, 'value' | 'class' | 'revealed' | 'state'>): string {
  return classNameOf(vote.value, vote.class) ?? (vote.revealed ? 'Abstained' : formatWords(vote.state))
}

/** The names of a dataset's classes, by class. */
export function classNamesOf({ classCount, classes }: { classCount: number; classes: string[] }): string[] {
  return Array.from({ length: classCount }, (_, value) => classes[value] || `class ${value}`)
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
