import type { SlashRow } from '../source/rows.ts'
import type { Node } from '../source/snapshot.ts'
import { follow, fromRow } from './row.ts'
import { toIsoTime } from './units.ts'

type SlashNode = Node<SlashRow>

export const Slash = {
  ...fromRow<SlashRow>()(
    'id',
    'reason',
    'state',
    'token',
    'fromPending',
    'fromStake',
    'requester',
    'reporter',
    'evidence',
  ),
  dataset: (node: SlashNode) => follow(node, 'project', node.row.project),
  batch: (node: SlashNode) => follow(node, 'batch', node.row.batch),
  annotator: (node: SlashNode) => follow(node, 'annotator', node.row.annotator),
  deadline: ({ row }: SlashNode) => toIsoTime(Number(row.deadline)),
  opened: (node: SlashNode) => follow(node, 'event', node.row.opened),
  closed: (node: SlashNode) => follow(node, 'event', node.row.closed),
}
