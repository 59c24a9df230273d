import { answersOf } from '../consensus.ts'
import type { SubmissionRow } from '../source/rows.ts'
import type { Node } from '../source/snapshot.ts'
import { follow, fromRow } from './row.ts'

type SubmissionNode = Node<SubmissionRow>

export const Submission = {
  ...fromRow<SubmissionRow>()(
    'id',
    'state',
    'agreed',
    'compared',
    'goldRight',
    'goldTotal',
    'peerScore',
    'tier',
    'multiplierBps',
    'flagged',
    'withheld',
    'reward',
  ),
  dataset: (node: SubmissionNode) => follow(node, 'project', node.row.project),
  batch: (node: SubmissionNode) => follow(node, 'batch', node.row.batch),
  annotator: (node: SubmissionNode) => follow(node, 'annotator', node.row.annotator),
  labels: ({ row }: SubmissionNode) => answersOf(row),
  assigned: (node: SubmissionNode) => follow(node, 'event', node.row.assigned),
  committed: (node: SubmissionNode) => follow(node, 'event', node.row.committed),
  revealed: (node: SubmissionNode) => follow(node, 'event', node.row.revealed),
  scored: (node: SubmissionNode) => follow(node, 'event', node.row.scored),
  rewarded: (node: SubmissionNode) => follow(node, 'event', node.row.rewarded),
  paid: (node: SubmissionNode) => follow(node, 'event', node.row.paid),
}
