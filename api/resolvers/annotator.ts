import { parseFirst } from '../arguments.ts'
import type { Context } from '../context.ts'
import { column } from '../cursor.ts'
import { readHistory, readSubmissions, thin } from '../source/annotators.ts'
import type { AnnotatorRow, EarningRow, ScoreRow, SlashRow, StandingRow } from '../source/rows.ts'
import type { Node } from '../source/snapshot.ts'
import { connect, startWalk } from './connection.ts'
import { follow, fromRow } from './row.ts'
import { fromBps, fromPpm, toIsoTime } from './units.ts'

type AnnotatorNode = Node<AnnotatorRow>

/** Points of a history: more than a chart has columns. */
const MAX_POINTS = 1000

export const Annotator = {
  ...fromRow<AnnotatorRow>()(
    'assigned',
    'submissions',
    'absent',
    'missed',
    'labels',
    'agreed',
    'compared',
    'goldRight',
    'goldTotal',
    'slashes',
    'slashed',
    'available',
    'locked',
    'unbonding',
  ),
  address: ({ row }: AnnotatorNode) => row.id,
  score: ({ row }: AnnotatorNode) => fromPpm(row.score),
  scoreUpper: ({ row }: AnnotatorNode) => fromPpm(row.scoreUpper),
  agreement: ({ row }: AnnotatorNode) => (row.compared === 0 ? null : fromPpm(row.agreement)),
  releaseTime: ({ row }: AnnotatorNode) => (row.releaseAt === '0' ? null : toIsoTime(Number(row.releaseAt))),
  async earnings({ row, at }: AnnotatorNode): Promise<readonly EarningRow[]> {
    return (await at.get('earnings', row.id)).earnings
  },
  async standings({ row, at }: AnnotatorNode): Promise<Node<StandingRow>[]> {
    return (await at.get('standings', row.id)).standings.map((standing) => ({ row: standing, at }))
  },
  async slashHistory({ row, at }: AnnotatorNode): Promise<Node<SlashRow>[]> {
    const { slashHistory } = await at.get('slashes', row.id)
    return slashHistory
      .toSorted((a, b) => (BigInt(a.opened.order) < BigInt(b.opened.order) ? 1 : -1))
      .map((slash) => ({ row: slash, at }))
  },
  firstSeen: (node: AnnotatorNode) => follow(node, 'event', node.row.firstSeen),
  lastSeen: (node: AnnotatorNode) => follow(node, 'event', node.row.lastSeen),
  async history({ row, at }: AnnotatorNode) {
    const scores = await readHistory(at, row.id)
    return thin(scores, MAX_POINTS).map((score) => ({ row: score, at }))
  },
  async submissionsPage(
    { row, at }: AnnotatorNode,
    args: { first: number | null; after?: string | null },
    { source }: Context,
  ) {
    const first = parseFirst(args.first)
    const list = `submissions ${row.id}`
    // Without a cursor at the block of the answer that this annotator is part of.
    const { hash, key } =
      args.after == null ? { hash: at.block.hash } : await startWalk(list, [column.integer], source, args.after)
    const page = await readSubmissions(source.client, { annotator: row.id, first, hash, after: key?.[0] })
    return connect(list, page, source.at(page.block), (submission) => [submission.assigned.order])
  },
}

export const ScorePoint = {
  ...fromRow<ScoreRow>()('agreed', 'compared', 'tier'),
  quality: ({ row }: Node<ScoreRow>) => fromBps(row.qualityBps),
  score: ({ row }: Node<ScoreRow>) => fromPpm(row.score),
  scoreUpper: ({ row }: Node<ScoreRow>) => fromPpm(row.scoreUpper),
  event: (node: Node<ScoreRow>) => follow(node, 'event', node.row.event),
}
