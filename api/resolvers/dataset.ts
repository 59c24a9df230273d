import type { Context } from '../context.ts'
import type { ProjectRow } from '../source/rows.ts'
import type { Node } from '../source/snapshot.ts'
import type { ContentRefNode } from './contentRef.ts'
import { follow, fromRow } from './row.ts'

type DatasetNode = Node<ProjectRow>

export const Dataset = {
  ...fromRow<ProjectRow>()(
    'id',
    'requester',
    'token',
    'rewardPerLabel',
    'stakePerSeat',
    'funded',
    'free',
    'reserved',
    'paid',
    'refunded',
    'batchCount',
    'labelCount',
    'verifiedCount',
    'noConsensusCount',
    'overturnedCount',
    'fees',
    'guidelineVersion',
    'labelsRoot',
    'sealedVerified',
    'sealedContested',
  ),
  classCount: ({ row }: DatasetNode) => row.classes,
  title: async ({ row }: DatasetNode, _: unknown, { documents }: Context) =>
    (await documents.guideline(row.guidelineHash)).value?.title ?? '',
  instructions: async ({ row }: DatasetNode, _: unknown, { documents }: Context) =>
    (await documents.guideline(row.guidelineHash)).value?.instructions ?? '',
  classes: async ({ row }: DatasetNode, _: unknown, { documents }: Context) =>
    (await documents.guideline(row.guidelineHash)).value?.classes ?? [],
  guideline: ({ row }: DatasetNode, _: unknown, { documents }: Context): ContentRefNode => ({
    hash: row.guidelineHash,
    readState: async () => (await documents.guideline(row.guidelineHash)).state,
  }),
  terms: ({ row }: DatasetNode) => row,
  sealed: (node: DatasetNode) => follow(node, 'event', node.row.sealed),
  created: (node: DatasetNode) => follow(node, 'event', node.row.created),
}
