import type {
  Annotator,
  AnnotatorFilter,
  AnnotatorOrder,
  AnnotatorRow,
  Connection,
  DatasetRow,
  Label,
  LabelFilter,
  LabelRow,
  Status,
  Submission,
} from './types.ts'

/** A GraphQL document with the types of its answer and variables; `shape` only carries them and is never set. */
export type Query<Data, Variables> = { readonly text: string; readonly shape?: (variables: Variables) => Data }

const eventRef = 'block time transaction logIndex'
const earning = 'token accrued paid claimable'
const annotatorRow = `address score scoreUpper agreement labels agreed compared submissions missed
  earnings { ${earning} } lastSeen { block time }`
const labelRow = 'id item index fields { name value } status settled value class confidence rule tier'
const pageInfo = 'pageInfo { hasNextPage endCursor }'

export const statusQuery: Query<{ status: Status }, Record<string, never>> = {
  text: `query Status {
  status {
    block { number time }
    chainId hasIndexingErrors batches settled labels verified noConsensus disputes slashes annotators submissions
  }
}`,
}

export type AnnotatorsVariables = {
  filter: AnnotatorFilter
  first: number
  after: string | null
  orderBy: AnnotatorOrder
}

export const annotatorsQuery: Query<{ annotators: Connection<AnnotatorRow> }, AnnotatorsVariables> = {
  text: `query Annotators($filter: AnnotatorFilter!, $first: Int!, $after: String, $orderBy: AnnotatorOrder!) {
  annotators(filter: $filter, first: $first, after: $after, orderBy: $orderBy) {
    nodes { ${annotatorRow} }
    ${pageInfo}
  }
}`,
}

export const annotatorQuery: Query<{ annotator: Annotator | null }, { address: string }> = {
  text: `query Annotator($address: String!) {
  annotator(address: $address) {
    ${annotatorRow}
    assigned absent goldRight goldTotal slashes slashed available locked unbonding
    standings { dataset { id title } batches goldRight goldTotal quality tier }
    slashHistory { id reason state fromPending fromStake batch { id } opened { ${eventRef} } closed { ${eventRef} } }
    firstSeen { block time }
    history { score scoreUpper agreed compared event { ${eventRef} } }
  }
}`,
}

export type SubmissionsVariables = { address: string; first: number; after: string | null }

export const submissionsQuery: Query<
  { annotator: { submissionsPage: Connection<Submission> } | null },
  SubmissionsVariables
> = {
  text: `query Submissions($address: String!, $first: Int!, $after: String) {
  annotator(address: $address) {
    submissionsPage(first: $first, after: $after) {
      nodes {
        id state labels agreed compared reward
        dataset { id title }
        batch { id state items }
        assigned { ${eventRef} }
        committed { ${eventRef} }
        revealed { ${eventRef} }
        rewarded { ${eventRef} }
        paid { ${eventRef} }
      }
      ${pageInfo}
    }
  }
}`,
}

export const datasetsQuery: Query<{ datasets: DatasetRow[] }, Record<string, never>> = {
  text: `query Datasets {
  datasets { id title classCount classes labelCount }
}`,
}

export type LabelsVariables = { filter: LabelFilter; first: number; after: string | null }

export const labelsQuery: Query<{ labels: Connection<LabelRow> }, LabelsVariables> = {
  text: `query Labels($filter: LabelFilter!, $first: Int!, $after: String) {
  labels(filter: $filter, first: $first, after: $after) {
    nodes {
      ${labelRow}
      dataset { id title }
      batch { id seats agreement }
    }
    ${pageInfo}
  }
}`,
}

export const labelQuery: Query<{ label: Label | null }, { id: string }> = {
  text: `query Label($id: ID!) {
  label(id: $id) {
    ${labelRow} tally tallied gold
    dataset { id title classCount classes requester rewardPerLabel terms { scale tolerance } guideline { hash cid } }
    batch {
      id state items seats agreement reserved paid refunded
      manifest { hash cid }
      tallied { ${eventRef} args }
    }
    votes {
      annotator { address score }
      value class state agrees tier reward
      committed { ${eventRef} }
      revealed { ${eventRef} args }
      rewarded { ${eventRef} }
      paid { ${eventRef} }
    }
    disputes { id kind state opener claim bond expert verdict outcome opened { ${eventRef} } closed { ${eventRef} } }
    provenance { events { id name address account amount args ${eventRef} } }
  }
}`,
}
