// The enums of schema.graphql: code generation makes plain strings of them.

export namespace BatchState {
  export const Created = 'Created'
  export const Committing = 'Committing'
  export const Revealing = 'Revealing'
  export const Tallied = 'Tallied'
  export const Settled = 'Settled'
  export const Void = 'Void'
}

export namespace LabelStatus {
  export const Pending = 'Pending'
  export const Verified = 'Verified'
  export const NoConsensus = 'NoConsensus'
  export const Void = 'Void'
}

export namespace SeatState {
  export const Assigned = 'Assigned'
  export const Committed = 'Committed'
  export const Revealed = 'Revealed'
  export const Missed = 'Missed'
}
