/**
 * What the subgraph answers, field by field: each type beside the selection that asks for it. References are ids, to be
 * loaded through a `Snapshot` where the query asks for more. BigInt and Bytes come as strings.
 */

export type Ref = { readonly id: string }
type MaybeRef = Ref | null
/** An event's id, with its place in the chain. */
export type OrderedRef = Ref & { readonly order: string }

export type BatchState = 'Created' | 'Committing' | 'Revealing' | 'Tallied' | 'Settled' | 'Void'
export type LabelStatus = 'Pending' | 'Verified' | 'NoConsensus' | 'Void'
export type SeatState = 'Assigned' | 'Committed' | 'Revealed' | 'Missed'

export const PROJECT = `id requester token rewardPerLabel stakePerSeat classes guidelineHash funded free reserved paid
refunded batchCount labelCount verifiedCount noConsensusCount created { id order }`

export type ProjectRow = Ref & {
  readonly requester: string
  readonly token: string
  readonly rewardPerLabel: string
  readonly stakePerSeat: string
  readonly classes: number
  readonly guidelineHash: string
  readonly funded: string
  readonly free: string
  readonly reserved: string
  readonly paid: string
  readonly refunded: string
  readonly batchCount: number
  readonly labelCount: number
  readonly verifiedCount: number
  readonly noConsensusCount: number
  readonly created: OrderedRef
}

export const BATCH = `id project { id } state items seats agreement manifestHash deadline committed revealed reserved paid
refunded created { id } assigned { id } revealOpened { id } tallied { id } closed { id }`

export type BatchRow = Ref & {
  readonly project: Ref
  readonly state: BatchState
  readonly items: number
  readonly seats: number
  readonly agreement: number
  readonly manifestHash: string
  readonly deadline: string | null
  readonly committed: number
  readonly revealed: number
  readonly reserved: string
  readonly paid: string | null
  readonly refunded: string | null
  readonly created: Ref
  readonly assigned: MaybeRef
  readonly revealOpened: MaybeRef
  readonly tallied: MaybeRef
  readonly closed: MaybeRef
}

export const LABEL = 'id project { id } batch { id } index status value votes tally settled'

export type LabelRow = Ref & {
  readonly project: Ref
  readonly batch: Ref
  readonly index: number
  readonly status: LabelStatus
  readonly value: number | null
  readonly votes: number
  readonly tally: readonly number[]
  readonly settled: boolean
}

export const SUBMISSION = `id project { id } batch { id } annotator { id } state labels agreed compared reward
assigned { id order } committed { id } revealed { id } scored { id } rewarded { id } paid { id }`

export type SubmissionRow = Ref & {
  readonly project: Ref
  readonly batch: Ref
  readonly annotator: Ref
  readonly state: SeatState
  readonly labels: string | null
  readonly agreed: number | null
  readonly compared: number | null
  readonly reward: string | null
  readonly assigned: OrderedRef
  readonly committed: MaybeRef
  readonly revealed: MaybeRef
  readonly scored: MaybeRef
  readonly rewarded: MaybeRef
  readonly paid: MaybeRef
}

export const ANNOTATOR = `id assigned submissions missed labels agreed compared agreement score scoreUpper available locked
unbonding releaseAt firstSeen { id } lastSeen { id }`

export type AnnotatorRow = Ref & {
  readonly assigned: number
  readonly submissions: number
  readonly missed: number
  readonly labels: number
  readonly agreed: number
  readonly compared: number
  readonly agreement: number
  readonly score: number
  readonly scoreUpper: number
  readonly available: string
  readonly locked: string
  readonly unbonding: string
  readonly releaseAt: string
  readonly firstSeen: Ref
  readonly lastSeen: Ref
}

export const EARNING = 'id token accrued paid claimable'

export type EarningRow = Ref & {
  readonly token: string
  readonly accrued: string
  readonly paid: string
  readonly claimable: string
}

export const SCORE = 'id agreed compared score scoreUpper event { id order }'

export type ScoreRow = Ref & {
  readonly agreed: number
  readonly compared: number
  readonly score: number
  readonly scoreUpper: number
  readonly event: OrderedRef
}

export const EVENT = `id name address block blockHash timestamp transaction logIndex order project { id } batch { id } account
amount args`

export type EventRow = Ref & {
  readonly name: string
  readonly address: string
  readonly block: string
  readonly blockHash: string
  readonly timestamp: string
  readonly transaction: string
  readonly logIndex: number
  readonly order: string
  readonly project: MaybeRef
  readonly batch: MaybeRef
  readonly account: string | null
  readonly amount: string | null
  readonly args: string
}

export const PROTOCOL = 'projects batches settled labels verified noConsensus annotators submissions'

export type ProtocolRow = {
  readonly projects: number
  readonly batches: number
  readonly settled: number
  readonly labels: number
  readonly verified: number
  readonly noConsensus: number
  readonly annotators: number
  readonly submissions: number
}
