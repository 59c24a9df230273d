import type { DisputeRow } from '../source/rows.ts'
import type { Node } from '../source/snapshot.ts'
import { follow, fromRow } from './row.ts'

type DisputeNode = Node<DisputeRow>

export const Dispute = {
  ...fromRow<DisputeRow>()(
    'id',
    'kind',
    'state',
    'opener',
    'standing',
    'claim',
    'evidence',
    'bond',
    'expert',
    'ruling',
    'justification',
    'appellant',
    'juries',
    'verdict',
    'outcome',
  ),
  opened: (node: DisputeNode) => follow(node, 'event', node.row.opened),
  ruled: (node: DisputeNode) => follow(node, 'event', node.row.ruled),
  closed: (node: DisputeNode) => follow(node, 'event', node.row.closed),
}
