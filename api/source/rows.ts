/**
 * What the subgraph answers, field by field: each type beside the selection that asks for it. References are ids, to be
 * loaded through a `Snapshot` where the query asks for more. BigInt and Bytes come as strings.
 */

export type Ref = { readonly id: string }
type MaybeRef = Ref | null
/** An event's id, with its place in the chain. */
export type OrderedRef = Ref & { readonly order: string }

export type BatchState = 'Created' | 'Committing' | 'Revealing' | 'Tallied' | 'Disputed' | 'Settled' | 'Void'
export type LabelStatus = 'Pending' | 'Verified' | 'NoConsensus' | 'Disputed' | 'Overturned' | 'Void'
export type SeatState = 'Assigned' | 'Committed' | 'Revealed' | 'Absent' | 'Missed'
export type SlashReason = 'NoReveal' | 'GoldFail' | 'ConsensusFail' | 'DisputeLost' | 'Spam' | 'Collusion'
export type SlashState = 'Open' | 'Appealed' | 'Executed' | 'Overturned'

export const PROJECT = `id requester token rewardPerLabel stakePerSeat classes scale tolerance escalation commitWindow
revealWindow goldWindow disputeWindow tierFrom tierPays probationPays probationAnswers goldBps maxDisagreementBps noRevealBps
goldBond keeperFee eligibility guidelineHash guidelineVersion funded free reserved paid fees refunded batchCount labelCount
verifiedCount noConsensusCount overturnedCount labelsRoot sealedVerified sealedContested created { id order } sealed { id }`

export type ProjectRow = Ref & {
  readonly requester: string
  readonly token: string
  readonly rewardPerLabel: string
  readonly stakePerSeat: string
  readonly classes: number
  readonly scale: 'Categorical' | 'Ordinal'
  readonly tolerance: number
  readonly escalation: 'None' | 'Expert' | 'Round'
  readonly commitWindow: string
  readonly revealWindow: string
  readonly goldWindow: string
  readonly disputeWindow: string
  readonly tierFrom: readonly number[]
  readonly tierPays: readonly number[]
  readonly probationPays: number
  readonly probationAnswers: number
  readonly goldBps: number
  readonly maxDisagreementBps: number
  readonly noRevealBps: number
  readonly goldBond: number
  readonly keeperFee: number
  readonly eligibility: string | null
  readonly guidelineHash: string
  readonly guidelineVersion: number
  readonly funded: string
  readonly free: string
  readonly reserved: string
  readonly paid: string
  readonly fees: string
  readonly refunded: string
  readonly batchCount: number
  readonly labelCount: number
  readonly verifiedCount: number
  readonly noConsensusCount: number
  readonly overturnedCount: number
  readonly labelsRoot: string | null
  readonly sealedVerified: string | null
  readonly sealedContested: string | null
  readonly created: OrderedRef
  readonly sealed: MaybeRef
}

export const BATCH = `id project { id } state items seats agreement manifestHash guidelineHash guidelineVersion goldHash
goldForfeited drawn attempts disputes parent { id } deadline committed revealed reserved paid refunded fees created { id } assigned { id } revealOpened { id } tallied { id } closed { id }`

export type BatchRow = Ref & {
  readonly project: Ref
  readonly state: BatchState
  readonly items: number
  readonly seats: number
  readonly agreement: number
  readonly manifestHash: string
  readonly guidelineHash: string
  readonly guidelineVersion: number
  readonly goldHash: string | null
  readonly goldForfeited: boolean
  readonly drawn: boolean
  readonly attempts: number
  readonly disputes: number
  readonly parent: MaybeRef
  readonly deadline: string | null
  readonly committed: number
  readonly revealed: number
  readonly reserved: string
  readonly paid: string | null
  readonly refunded: string | null
  readonly fees: string
  readonly created: Ref
  readonly assigned: MaybeRef
  readonly revealOpened: MaybeRef
  readonly tallied: MaybeRef
  readonly closed: MaybeRef
}

export const LABEL =
  'id project { id } batch { id } index status value tallied votes tally gold settled overturned { id }'

export type LabelRow = Ref & {
  readonly project: Ref
  readonly batch: Ref
  readonly index: number
  readonly status: LabelStatus
  readonly value: number | null
  readonly tallied: number | null
  readonly votes: number
  readonly tally: readonly number[]
  readonly gold: boolean
  readonly settled: boolean
  readonly overturned: MaybeRef
}

export const SUBMISSION = `id project { id } batch { id } annotator { id } state labels agreed compared goldRight goldTotal peerScore
tier multiplierBps flagged withheld reward assigned { id order } committed { id } revealed { id } scored { id } rewarded { id } paid { id }`

export type SubmissionRow = Ref & {
  readonly project: Ref
  readonly batch: Ref
  readonly annotator: Ref
  readonly state: SeatState
  readonly labels: string | null
  readonly agreed: number | null
  readonly compared: number | null
  readonly goldRight: number | null
  readonly goldTotal: number | null
  readonly peerScore: number | null
  readonly tier: number | null
  readonly multiplierBps: number | null
  readonly flagged: SlashReason | null
  readonly withheld: string | null
  readonly reward: string | null
  readonly assigned: OrderedRef
  readonly committed: MaybeRef
  readonly revealed: MaybeRef
  readonly scored: MaybeRef
  readonly rewarded: MaybeRef
  readonly paid: MaybeRef
}

export const ANNOTATOR = `id assigned submissions absent missed labels agreed compared agreement score scoreUpper goldRight goldTotal
slashes slashed available locked unbonding releaseAt firstSeen { id } lastSeen { id }`

export type AnnotatorRow = Ref & {
  readonly assigned: number
  readonly submissions: number
  readonly absent: number
  readonly missed: number
  readonly labels: number
  readonly agreed: number
  readonly compared: number
  readonly agreement: number
  readonly score: number
  readonly scoreUpper: number
  readonly goldRight: number
  readonly goldTotal: number
  readonly slashes: number
  readonly slashed: string
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

export const STANDING = 'id project { id } batches goldRight goldTotal qualityBps tier scored { id }'

export type StandingRow = Ref & {
  readonly project: Ref
  readonly batches: number
  readonly goldRight: number
  readonly goldTotal: number
  readonly qualityBps: number
  readonly tier: number
  readonly scored: Ref
}

export const SLASH = `id project { id } batch { id } annotator { id } reason state token fromPending fromStake requester reporter
evidence deadline opened { id order } closed { id }`

export type SlashRow = Ref & {
  readonly project: Ref
  readonly batch: Ref
  readonly annotator: Ref
  readonly reason: SlashReason
  readonly state: SlashState
  readonly token: string
  readonly fromPending: string
  readonly fromStake: string
  readonly requester: string
  readonly reporter: string | null
  readonly evidence: string
  readonly deadline: string
  readonly opened: OrderedRef
  readonly closed: MaybeRef
}

export const DISPUTE = `id kind state batch { id } label { id } opener standing claim evidence bond expert ruling justification appellant
juries verdict outcome opened { id order } ruled { id } closed { id }`

export type DisputeRow = Ref & {
  readonly kind: 'Label' | 'Review' | 'Conduct' | 'SlashAppeal'
  readonly state: 'Expert' | 'Ruled' | 'Jury' | 'Closed'
  readonly batch: Ref
  readonly label: MaybeRef
  readonly opener: string
  readonly standing: number
  readonly claim: number
  readonly evidence: string
  readonly bond: string
  readonly expert: string | null
  readonly ruling: number | null
  readonly justification: string | null
  readonly appellant: string | null
  readonly juries: number
  readonly verdict: number | null
  readonly outcome: 'Ruling' | 'Jury' | 'Void' | 'Unheard' | null
  readonly opened: OrderedRef
  readonly ruled: MaybeRef
  readonly closed: MaybeRef
}

export const SCORE = 'id agreed compared tier qualityBps score scoreUpper event { id order }'

export type ScoreRow = Ref & {
  readonly agreed: number
  readonly compared: number
  readonly tier: number
  readonly qualityBps: number
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

export const PROTOCOL =
  'projects batches settled labels verified noConsensus overturned disputes slashes annotators submissions'

export type ProtocolRow = {
  readonly projects: number
  readonly batches: number
  readonly settled: number
  readonly labels: number
  readonly verified: number
  readonly noConsensus: number
  readonly overturned: number
  readonly disputes: number
  readonly slashes: number
  readonly annotators: number
  readonly submissions: number
}
