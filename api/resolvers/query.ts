import {
  parseAddress,
  parseAddressBeginning,
  parseBatchId,
  parseDatasetId,
  parseFirst,
  parseLabelId,
} from '../arguments.ts'
import type { Context } from '../context.ts'
import { column } from '../cursor.ts'
import { type AnnotatorOrder, rankOf, readAnnotators } from '../source/annotators.ts'
import type { BlockInput } from '../source/blocks.ts'
import { readProjects, readProtocol } from '../source/datasets.ts'
import { readEvents } from '../source/events.ts'
import { readLabel, readLabels } from '../source/labels.ts'
import type { LabelStatus } from '../source/rows.ts'
import { connect, startWalk } from './connection.ts'

type Optional<T> = { readonly [K in keyof T]?: T[K] | null }
type Paging = Optional<{ first: number; after: string }>
type AtBlock = { readonly block?: BlockInput | null }

type LabelsArgs = Paging &
  AtBlock &
  Optional<{
    filter: Optional<{
      dataset: string
      batch: string
      status: readonly LabelStatus[]
      settled: boolean
      value: number
      annotator: string
    }>
  }>

type AnnotatorsArgs = Paging &
  Optional<{ filter: Optional<{ address: string; minLabels: number }>; orderBy: AnnotatorOrder }>

type EventsArgs = Paging &
  Optional<{ filter: Optional<{ name: readonly string[]; dataset: string; batch: string; account: string }> }>

export const Query = {
  async datasets(_: unknown, _args: unknown, { source }: Context) {
    const at = await source.snapshot()
    const projects = await readProjects(source.client, at.block.hash)
    return projects.map((row) => ({ row, at }))
  },

  async dataset(_: unknown, { id, block }: { id: string } & AtBlock, { source }: Context) {
    const project = parseDatasetId(id)
    const at = await source.snapshot(block)
    const row = await at.find('project', project)
    return row ? { row, at } : null
  },

  async labels(_: unknown, args: LabelsArgs, { source }: Context) {
    const first = parseFirst(args.first)
    const filter = parseLabelFilter(args.filter ?? {})
    const { hash, key } = await startWalk('labels', [column.id(34)], source, args.after, args.block)
    const page = await readLabels(source.client, { filter, first, hash, after: key?.[0] })
    return connect('labels', page, source.at(page.block), (label) => [label.id])
  },

  async label(_: unknown, { id, block }: { id: string } & AtBlock, { source }: Context) {
    const label = parseLabelId(id)
    const at = await source.snapshot(block)
    const row = await readLabel(source.client, label, at.block.hash)
    return row ? { row, at } : null
  },

  async annotator(_: unknown, { address }: { address: string }, { source }: Context) {
    const id = parseAddress(address)
    const at = await source.snapshot()
    const row = await at.find('annotator', id)
    return row ? { row, at } : null
  },

  async annotators(_: unknown, args: AnnotatorsArgs, { source }: Context) {
    const first = parseFirst(args.first)
    const filter = parseAnnotatorFilter(args.filter ?? {})
    const order = args.orderBy ?? 'SCORE'
    const list = `annotators ${order}`
    const { hash, key } = await startWalk(list, [column.integer, column.id(20)], source, args.after)
    const [rank, id] = key ?? []
    const after = rank !== undefined && id !== undefined ? { rank: Number(rank), id } : undefined
    const page = await readAnnotators(source.client, { order, filter, first, hash, after })
    return connect(list, page, source.at(page.block), (row) => [String(rankOf(order, row)), row.id])
  },

  async events(_: unknown, args: EventsArgs, { source }: Context) {
    const first = parseFirst(args.first)
    const filter = parseEventFilter(args.filter ?? {})
    const { hash, key } = await startWalk('events', [column.integer], source, args.after)
    const page = await readEvents(source.client, { filter, first, hash, after: key?.[0] })
    return connect('events', page, source.at(page.block), (event) => [event.order])
  },

  async status(_: unknown, _args: unknown, { source, chainId }: Context) {
    const head = await source.head()
    return { ...head, chainId, ...(await readProtocol(source.client, head.block.hash)) }
  },
}

function parseLabelFilter(filter: NonNullable<LabelsArgs['filter']>) {
  return {
    dataset: filter.dataset == null ? undefined : parseDatasetId(filter.dataset),
    batch: filter.batch == null ? undefined : parseBatchId(filter.batch),
    annotator: filter.annotator == null ? undefined : parseAddress(filter.annotator),
    status: filter.status ?? undefined,
    settled: filter.settled ?? undefined,
    value: filter.value ?? undefined,
  }
}

function parseAnnotatorFilter(filter: NonNullable<AnnotatorsArgs['filter']>) {
  return {
    address: filter.address == null ? undefined : parseAddressBeginning(filter.address),
    minLabels: filter.minLabels ?? undefined,
  }
}

function parseEventFilter(filter: NonNullable<EventsArgs['filter']>) {
  return {
    name: filter.name ?? undefined,
    dataset: filter.dataset == null ? undefined : parseDatasetId(filter.dataset),
    batch: filter.batch == null ? undefined : parseBatchId(filter.batch),
    account: filter.account == null ? undefined : parseAddress(filter.account),
  }
}
