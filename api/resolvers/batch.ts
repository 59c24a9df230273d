import type { Context } from '../context.ts'
import type { BatchRow } from '../source/rows.ts'
import type { Node } from '../source/snapshot.ts'
import type { ContentRefNode } from './contentRef.ts'
import { follow, fromRow } from './row.ts'
import { toIsoTime } from './units.ts'

type BatchNode = Node<BatchRow>

export const Batch = {
  ...fromRow<BatchRow>()(
    'id',
    'state',
    'items',
    'seats',
    'agreement',
    'committed',
    'revealed',
    'reserved',
    'paid',
    'refunded',
    'fees',
    'drawn',
    'attempts',
    'disputes',
    'goldHash',
    'goldForfeited',
    'guidelineVersion',
  ),
  dataset: (node: BatchNode) => follow(node, 'project', node.row.project),
  deadline: ({ row }: BatchNode) => (row.deadline === null ? null : toIsoTime(Number(row.deadline))),
  manifest: ({ row }: BatchNode, _: unknown, { documents }: Context): ContentRefNode => ({
    hash: row.manifestHash,
    readState: async () => (await documents.manifest(row.manifestHash, row.items)).state,
  }),
  guideline: ({ row }: BatchNode, _: unknown, { documents }: Context): ContentRefNode => ({
    hash: row.guidelineHash,
    readState: async () => (await documents.guideline(row.guidelineHash)).state,
  }),
  parent: (node: BatchNode) => follow(node, 'batch', node.row.parent),
  created: (node: BatchNode) => follow(node, 'event', node.row.created),
  assigned: (node: BatchNode) => follow(node, 'event', node.row.assigned),
  revealOpened: (node: BatchNode) => follow(node, 'event', node.row.revealOpened),
  tallied: (node: BatchNode) => follow(node, 'event', node.row.tallied),
  closed: (node: BatchNode) => follow(node, 'event', node.row.closed),
}
