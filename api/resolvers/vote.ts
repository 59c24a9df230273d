import { answerOf } from '../consensus.ts'
import type { Context } from '../context.ts'
import type { LabelRow, SubmissionRow } from '../source/rows.ts'
import type { Node } from '../source/snapshot.ts'
import { findClassName } from './label.ts'
import { follow, fromRow } from './row.ts'

/** A submission, and the label it is looked at for. */
export type VoteNode = Node<SubmissionRow> & { readonly label: LabelRow }

const classOf = ({ row, label }: VoteNode) => answerOf(row, label.index)

export const Vote = {
  ...fromRow<SubmissionRow>()('state', 'reward', 'tier'),
  annotator: (node: VoteNode) => follow(node, 'annotator', node.row.annotator),
  value: classOf,
  class: (node: VoteNode, _: unknown, context: Context) =>
    findClassName({ row: node.label, at: node.at }, classOf(node), context),
  async agrees(node: VoteNode) {
    const value = classOf(node)
    if (node.label.value === null || value === null) return null
    const { tolerance } = await node.at.get('project', node.label.project.id)
    return Math.abs(value - node.label.value) <= tolerance
  },
  committed: (node: VoteNode) => follow(node, 'event', node.row.committed),
  revealed: (node: VoteNode) => follow(node, 'event', node.row.revealed),
  scored: (node: VoteNode) => follow(node, 'event', node.row.scored),
  rewarded: (node: VoteNode) => follow(node, 'event', node.row.rewarded),
  paid: (node: VoteNode) => follow(node, 'event', node.row.paid),
}
