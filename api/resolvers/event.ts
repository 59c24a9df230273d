import type { EventRow } from '../source/rows.ts'
import type { Node } from '../source/snapshot.ts'
import { fromRow } from './row.ts'
import { toIsoTime } from './units.ts'

type EventNode = Node<EventRow>

export const Event = {
  ...fromRow<EventRow>()('id', 'name', 'address', 'blockHash', 'transaction', 'logIndex', 'account', 'amount', 'args'),
  block: ({ row }: EventNode) => Number(row.block),
  time: ({ row }: EventNode) => toIsoTime(Number(row.timestamp)),
  dataset: ({ row }: EventNode) => row.project?.id ?? null,
  batch: ({ row }: EventNode) => row.batch?.id ?? null,
}
