/** What every subgraph's API has, whatever its schema: graph-node's types, described in our own words. */
export const FIXED_TYPES = `
scalar Bytes
scalar Float
scalar BigInt
scalar BigDecimal
"An integer of 64 bits, as a string."
scalar Int8
"Microseconds since 1970, as a string."
scalar Timestamp

"The type is an entity."
directive @entity on OBJECT
"Id of the subgraph that a type comes from."
directive @subgraphId(id: String!) on OBJECT
"Not stored: found by the named field of the other entity."
directive @derivedFrom(field: String!) on FIELD_DEFINITION

"Which way to sort."
enum OrderDirection { asc desc }

enum Aggregation_interval { hour day }

"What to do with the bucket that is still being filled."
enum Aggregation_current {
  "Leave it out."
  exclude
  "Show it."
  include
}

enum _SubgraphErrorPolicy_ {
  "Answer all the same."
  allow
  "Answer with an error instead of data."
  deny
}

input Block_height { hash: Bytes number: Int number_gte: Int }

input BlockChangedFilter { number_gte: Int! }

type _Block_ {
  "Hash."
  hash: Bytes
  "Height."
  number: Int!
  "Unix time in seconds."
  timestamp: Int
  "Hash of the block before."
  parentHash: Bytes
}

"What the subgraph stands on."
type _Meta_ {
  "The block that is answered for; without a hash where it was asked for by number."
  block: _Block_!
  "Id of the deployment."
  deployment: String!
  "Whether a handler failed at this block or before."
  hasIndexingErrors: Boolean!
}

"How grave, gravest first."
enum LogLevel {
  "The subgraph stopped."
  CRITICAL
  "Something failed."
  ERROR
  "Something looks wrong."
  WARNING
  "What goes on."
  INFO
  "Details."
  DEBUG
}

"One value logged beside a message."
type _LogArgument_ {
  "Name."
  key: String!
  "Value as text."
  value: String!
}

"A place in a mapping."
type _LogMeta_ {
  "File."
  module: String!
  "Line."
  line: Int!
  "Column."
  column: Int!
}

"What a mapping logged."
type _Log_ {
  "Id of the entry."
  id: String!
  "Deployment that wrote it."
  subgraphId: String!
  "Time in RFC 3339."
  timestamp: String!
  "Level."
  level: LogLevel!
  "Message."
  text: String!
  "What was logged beside the message."
  arguments: [_LogArgument_!]!
  "Where in the mapping it was written."
  meta: _LogMeta_!
}
`

/** Arguments of every root field that reads entities, `AT_BLOCK` both. */
export const BLOCK_ARGUMENT = `
    "The block to answer for, by hash or number; \`number_gte\`: the newest, once there are so many. Default: the newest."
    block: Block_height`
export const ERROR_ARGUMENT = `
    "Whether to answer where the subgraph has gone on after errors."
    subgraphError: _SubgraphErrorPolicy_! = deny`
export const AT_BLOCK = BLOCK_ARGUMENT + ERROR_ARGUMENT

/** Root fields of every subgraph. `_logs` is answered with an error, as where graph-node is not set up for it. */
export const FIXED_ROOT_FIELDS = `
  "What the subgraph stands on."
  _meta(block: Block_height): _Meta_
  "Not kept: answered with an error."
  _logs(
    "Of this level only."
    level: LogLevel
    "First time, RFC 3339."
    from: String
    "Last time, RFC 3339."
    to: String
    "With this text."
    search: String
    "How many."
    first: Int = 100
    "How many to leave out first."
    skip: Int = 0
    "Which way to sort by time."
    orderDirection: OrderDirection = desc
  ): [_Log_!]!
`
