/** What the dashboard reads of api/schema.graphql. Amounts are decimal strings in a token's smallest unit, times ISO 8601 in UTC. */

export type PageInfo = { hasNextPage: boolean; endCursor: string | null }
export type Connection<Node> = { nodes: Node[]; pageInfo: PageInfo }

export type Status = {
  block: { number: number; time: string | null }
  chainId: number
  hasIndexingErrors: boolean
  batches: number
  settled: number
  labels: number
  verified: number
  noConsensus: number
  disputes: number
  slashes: number
  annotators: number
  submissions: number
}

/** Where on the chain something happened. */
export type EventRef = { block: number; time: string; transaction: string; logIndex: number }

/** `args`: all arguments as a JSON object, integers as decimal strings, bytes as hex. */
export type Event = EventRef & {
  id: string
  name: string
  address: string
  account: string | null
  amount: string | null
  args: string
}

export type Earning = { token: string; accrued: string; paid: string; claimable: string }

/** `score` to `scoreUpper`: Wilson interval of agreement, 0 to 1. `agreement`: agreed by compared, null before a comparison. */
export type AnnotatorRow = {
  address: string
  score: number
  scoreUpper: number
  agreement: number | null
  labels: number
  agreed: number
  compared: number
  submissions: number
  missed: number
  earnings: Earning[]
  lastSeen: { block: number; time: string }
}

export type ScorePoint = { score: number; scoreUpper: number; agreed: number; compared: number; event: EventRef }

/** How an annotator stands in a dataset. `tier`: 0 to 4, or 255 on probation and without gold; `quality`: 0 to 1. */
export type Standing = {
  dataset: { id: string; title: string }
  batches: number
  goldRight: number
  goldTotal: number
  quality: number
  tier: number
}

export type Slash = {
  id: string
  reason: string
  state: string
  fromPending: string
  fromStake: string
  batch: { id: string }
  opened: EventRef
  closed: EventRef | null
}

export type Annotator = AnnotatorRow & {
  assigned: number
  absent: number
  goldRight: number
  goldTotal: number
  slashes: number
  slashed: string
  standings: Standing[]
  slashHistory: Slash[]
  available: string
  locked: string
  unbonding: string
  firstSeen: { block: number; time: string }
  history: ScorePoint[]
}

export type Submission = {
  id: string
  state: string
  labels: (number | null)[]
  agreed: number | null
  compared: number | null
  reward: string | null
  dataset: { id: string; title: string }
  batch: { id: string; state: string; items: number }
  assigned: EventRef
  committed: EventRef | null
  revealed: EventRef | null
  rewarded: EventRef | null
  paid: EventRef | null
}

export type AnnotatorOrder = 'SCORE' | 'LABELS' | 'AGREEMENT'

export type AnnotatorFilter = { address?: string; minLabels?: number }

export const labelStatuses = ['Verified', 'Overturned', 'Disputed', 'Pending', 'NoConsensus', 'Void'] as const
export type LabelStatus = (typeof labelStatuses)[number]

export type LabelFilter = {
  dataset?: string
  batch?: string
  status?: LabelStatus[]
  value?: number
  annotator?: string
}

export type ItemField = { name: string; value: string }

export type LabelRow = {
  id: string
  item: string | null
  index: number
  fields: ItemField[]
  status: LabelStatus
  settled: boolean
  value: number | null
  class: string | null
  confidence: number | null
  rule: string
  tier: string
  dataset: { id: string; title: string }
  batch: { id: string; seats: number; agreement: number }
}

export type Vote = {
  annotator: { address: string; score: number }
  value: number | null
  class: string | null
  state: string
  agrees: boolean | null
  tier: number | null
  reward: string | null
  committed: EventRef | null
  revealed: (EventRef & { args: string }) | null
  rewarded: EventRef | null
  paid: EventRef | null
}

/** A case about a label; a verdict is a class, or 255 for no label. */
export type Dispute = {
  id: string
  kind: string
  state: string
  opener: string
  claim: number
  bond: string
  expert: string | null
  verdict: number | null
  outcome: string | null
  opened: EventRef
  closed: EventRef | null
}

export type Batch = {
  id: string
  state: string
  items: number
  seats: number
  agreement: number
  manifest: { hash: string; cid: string }
  reserved: string
  paid: string | null
  refunded: string | null
  tallied: (EventRef & { args: string }) | null
}

export type Label = Omit<LabelRow, 'dataset' | 'batch'> & {
  tallied: number | null
  gold: boolean
  tally: number[]
  dataset: {
    id: string
    title: string
    classCount: number
    classes: string[]
    requester: string
    rewardPerLabel: string
    terms: { scale: string; tolerance: number }
    guideline: { hash: string; cid: string }
  }
  batch: Batch
  votes: Vote[]
  disputes: Dispute[]
  provenance: { events: Event[] }
}

/** `classes` and `title` are empty while the guideline cannot be had. */
export type DatasetRow = { id: string; title: string; classCount: number; classes: string[]; labelCount: number }
