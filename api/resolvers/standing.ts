import type { StandingRow } from '../source/rows.ts'
import type { Node } from '../source/snapshot.ts'
import { follow, fromRow } from './row.ts'
import { fromBps } from './units.ts'

type StandingNode = Node<StandingRow>

export const Standing = {
  ...fromRow<StandingRow>()('batches', 'goldRight', 'goldTotal', 'tier'),
  quality: ({ row }: StandingNode) => fromBps(row.qualityBps),
  dataset: (node: StandingNode) => follow(node, 'project', node.row.project),
  scored: (node: StandingNode) => follow(node, 'event', node.row.scored),
}
