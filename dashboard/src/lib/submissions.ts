import type { Submission } from '../api/types.ts'
import type { Column } from './csv.ts'
import { exactTokens } from './format.ts'

export const submissionColumns: Column<Submission>[] = [
  { name: 'dataset', value: (row) => row.dataset.id },
  { name: 'batch', value: (row) => row.batch.id },
  { name: 'state', value: (row) => row.state },
  { name: 'labels', value: (row) => row.labels.length },
  { name: 'agreed', value: (row) => row.agreed },
  { name: 'compared', value: (row) => row.compared },
  { name: 'reward', value: (row) => (row.reward === null ? null : exactTokens(row.reward)) },
  { name: 'commitTransaction', value: (row) => row.committed?.transaction ?? null },
  { name: 'revealBlock', value: (row) => row.revealed?.block ?? null },
  { name: 'revealTransaction', value: (row) => row.revealed?.transaction ?? null },
  { name: 'paymentTransaction', value: (row) => row.paid?.transaction ?? null },
]
