import { buildSchema, graphql } from 'graphql'
import type { Directory, Served } from './directory.ts'
import type { GraphqlRequest } from './graphql-request.ts'

/** The part of the index node's schema that tells how far the subgraphs are, with graph-node's types. */
const SCHEMA = buildSchema(`
  scalar BigInt
  scalar Bytes
  type Query {
    indexingStatuses(subgraphs: [String!]): [SubgraphIndexingStatus!]!
    indexingStatusForCurrentVersion(subgraphName: String!): SubgraphIndexingStatus
    indexingStatusForPendingVersion(subgraphName: String!): SubgraphIndexingStatus
    indexingStatusesForSubgraphName(subgraphName: String!): [SubgraphIndexingStatus!]!
    "Not graph-node's: the state at a block, the head by default, as one hash"
    stateHash(subgraph: String!, blockNumber: Int): StateHash
  }
  type StateHash { hash: Bytes! "The last block that changed anything" changedIn: Block }
  type SubgraphIndexingStatus {
    subgraph: String!
    synced: Boolean!
    health: Health!
    fatalError: SubgraphError
    nonFatalErrors: [SubgraphError!]!
    chains: [ChainIndexingStatus!]!
    node: String
    paused: Boolean
    historyBlocks: Int!
  }
  interface ChainIndexingStatus {
    network: String! chainHeadBlock: Block earliestBlock: EarliestBlock latestBlock: Block
  }
  type EthereumIndexingStatus implements ChainIndexingStatus {
    network: String! chainHeadBlock: Block earliestBlock: EarliestBlock latestBlock: Block
  }
  type EarliestBlock { number: BigInt! hash: Bytes! }
  type SubgraphError { message: String! block: Block handler: String deterministic: Boolean! }
  type Block { number: BigInt! hash: Bytes }
  enum Health { healthy unhealthy failed }
`)

/** What graph-node shows where all history is kept. */
const ALL_BLOCKS = 2 ** 31 - 1

/** Answers a query of graph-node's index node, such as `{ indexingStatuses { subgraph health synced } }`. */
export async function queryIndexingStatus(directory: Directory, request: GraphqlRequest): Promise<unknown> {
  const named = ({ subgraphName }: { subgraphName: string }) => directory.findByName(subgraphName)
  const rootValue = {
    indexingStatuses: ({ subgraphs }: { subgraphs?: readonly string[] | null }) =>
      directory
        .all()
        .filter(({ deployment }) => subgraphs?.includes(deployment) ?? true)
        .map(statusOf),
    indexingStatusForCurrentVersion: (given: { subgraphName: string }) => {
      const served = named(given)
      return served === undefined ? null : statusOf(served)
    },
    // A deployment is current as soon as it is deployed.
    indexingStatusForPendingVersion: () => null,
    indexingStatusesForSubgraphName: (given: { subgraphName: string }) => {
      const served = named(given)
      return served === undefined ? [] : [statusOf(served)]
    },
    stateHash({ subgraph, blockNumber }: { subgraph: string; blockNumber?: number | null }) {
      const state = directory.findById(subgraph)?.stateHash?.(blockNumber ?? undefined)
      if (state === undefined) return null
      const { hash, changedIn } = state
      return { hash, changedIn: changedIn && { number: String(changedIn.number), hash: changedIn.hash } }
    },
  }
  const { query: source, variables: variableValues, operationName } = request
  const { data, errors } = await graphql({
    schema: SCHEMA,
    source,
    rootValue,
    ...(variableValues !== undefined && { variableValues }),
    ...(operationName !== undefined && { operationName }),
  })
  return errors === undefined ? { data } : { errors: errors.map(({ message, locations }) => ({ locations, message })) }
}

function statusOf({ deployment, network, status }: Served) {
  const { head, chainHead, failure, synced, earliestBlock = 0, historyBlocks = ALL_BLOCKS } = status()
  return {
    subgraph: deployment,
    synced,
    health: failure === undefined ? 'healthy' : 'failed',
    fatalError: failure === undefined ? null : { ...failure, ...errorPlace(failure), deterministic: true },
    nonFatalErrors: [],
    chains: [
      {
        __typename: 'EthereumIndexingStatus',
        network,
        chainHeadBlock: chainHead === undefined ? null : { number: String(chainHead), hash: null },
        earliestBlock: { number: String(earliestBlock), hash: '0x0' },
        latestBlock: head === undefined ? null : { number: String(head.number), hash: head.hash.replace(/^0x/, '') },
      },
    ],
    node: 'default',
    paused: false,
    historyBlocks: Math.min(historyBlocks, ALL_BLOCKS),
  }
}

/** graph-node writes the hashes of chains without 0x, that of an error with it. */
function errorPlace({ block, handler }: NonNullable<ReturnType<Served['status']>['failure']>) {
  return { block: { number: String(block.number), hash: block.hash }, handler: handler ?? null }
}
