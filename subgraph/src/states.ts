// The enums of schema.graphql: code generation makes plain strings of them. Where a contract has the same enum, the function beside
// it gives the name of its number.

export function scaleName(scale: i32): string {
  return ['Categorical', 'Ordinal'][scale]
}

export function escalationName(escalation: i32): string {
  return ['None', 'Expert', 'Round'][escalation]
}

/** There is no reason 0: a slash without one is never emitted. */
export function slashReasonName(reason: i32): string {
  return ['NoReveal', 'GoldFail', 'ConsensusFail', 'DisputeLost', 'Spam', 'Collusion'][reason - 1]
}

export function disputeKindName(kind: i32): string {
  return ['Label', 'Review', 'Conduct', 'SlashAppeal'][kind - 1]
}

/** A closed case has an outcome: 0 is never emitted for one. */
export function disputeOutcomeName(outcome: i32): string {
  return ['Ruling', 'Jury', 'Void', 'Unheard'][outcome - 1]
}

export namespace DisputeKind {
  export const Label = 'Label'
  export const Review = 'Review'
  export const Conduct = 'Conduct'
  export const SlashAppeal = 'SlashAppeal'
}

export namespace DisputeState {
  export const Expert = 'Expert'
  export const Ruled = 'Ruled'
  export const Jury = 'Jury'
  export const Closed = 'Closed'
}

export namespace SlashState {
  export const Open = 'Open'
  export const Appealed = 'Appealed'
  export const Executed = 'Executed'
  export const Overturned = 'Overturned'
}

export namespace BatchState {
  export const Created = 'Created'
  export const Committing = 'Committing'
  export const Revealing = 'Revealing'
  export const Tallied = 'Tallied'
  export const Disputed = 'Disputed'
  export const Settled = 'Settled'
  export const Void = 'Void'
}

export namespace LabelStatus {
  export const Pending = 'Pending'
  export const Verified = 'Verified'
  export const NoConsensus = 'NoConsensus'
  export const Disputed = 'Disputed'
  export const Overturned = 'Overturned'
  export const Void = 'Void'
}

export namespace SeatState {
  export const Assigned = 'Assigned'
  export const Committed = 'Committed'
  export const Revealed = 'Revealed'
  export const Absent = 'Absent'
  export const Missed = 'Missed'
}
