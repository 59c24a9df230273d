import type { LabelNode } from './label.ts'
import { follow } from './row.ts'

export const Provenance = {
  async events({ row, at }: LabelNode) {
    const events = await at.trail(row.batch.id)
    return events.map((event) => ({ row: event, at }))
  },
  async consensus(node: LabelNode) {
    return follow(node, 'event', (await node.at.get('batch', node.row.batch.id)).tallied)
  },
  async settlement(node: LabelNode) {
    return follow(node, 'event', (await node.at.get('batch', node.row.batch.id)).closed)
  },
}
