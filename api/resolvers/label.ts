import { confidenceOf, ruleOf, tierOf } from '../consensus.ts'
import type { Context } from '../context.ts'
import type { Item } from '../documents.ts'
import type { DisputeRow, LabelRow } from '../source/rows.ts'
import type { Node } from '../source/snapshot.ts'
import { follow, fromRow } from './row.ts'
import type { VoteNode } from './vote.ts'

export type LabelNode = Node<LabelRow>

export const Label = {
  ...fromRow<LabelRow>()('id', 'index', 'status', 'settled', 'value', 'tallied', 'tally', 'gold'),
  item: async (node: LabelNode, _: unknown, context: Context) => (await findItem(node, context))?.id ?? null,
  async fields(node: LabelNode, _: unknown, context: Context) {
    const fields = (await findItem(node, context))?.fields ?? {}
    return Object.entries(fields).map(([name, value]) => ({ name, value }))
  },
  class: (node: LabelNode, _: unknown, context: Context) => findClassName(node, node.row.value, context),
  confidence: ({ row }: LabelNode) => confidenceOf(row),
  rule: async ({ row, at }: LabelNode) => ruleOf(row, await at.get('batch', row.batch.id)),
  tier: ({ row }: LabelNode) => tierOf(row),
  dataset: (node: LabelNode) => follow(node, 'project', node.row.project),
  batch: (node: LabelNode) => follow(node, 'batch', node.row.batch),
  async votes({ row: label, at }: LabelNode): Promise<VoteNode[]> {
    const { submissions } = await at.get('panel', label.batch.id)
    return submissions.map((row) => ({ row, at, label }))
  },
  async disputes({ row, at }: LabelNode): Promise<Node<DisputeRow>[]> {
    return (await at.get('cases', row.id)).cases.map((dispute) => ({ row: dispute, at }))
  },
  provenance: (node: LabelNode) => node,
}

async function findItem({ row, at }: LabelNode, { documents }: Context): Promise<Item | undefined> {
  const batch = await at.get('batch', row.batch.id)
  return (await documents.manifest(batch.manifestHash, batch.items)).value?.items[row.index]
}

/** The name of a class in the guideline that a label's batch was labelled by; null for no class, or while the guideline cannot be had. */
export async function findClassName(
  { row, at }: LabelNode,
  value: number | null,
  { documents }: Context,
): Promise<string | null> {
  if (value === null) return null
  const batch = await at.get('batch', row.batch.id)
  return (await documents.guideline(batch.guidelineHash)).value?.classes[value] ?? null
}
