/** An embedded subgraph engine: runs what graph-cli builds, and answers GraphQL as graph-node does. */
import type { Engine } from './engine.ts'
import { directoryOf, type Listening, listen, type ServerOptions } from './server/index.ts'

export { type LogCheck, RpcError, WrongChainError } from './chain/index.ts'
export { type Engine, type EngineOptions, startEngine } from './engine.ts'
export type { Progress } from './indexer/index.ts'
export { type DataSourceOverride, ManifestError, type Prune } from './manifest/index.ts'
export { UnsupportedImportError } from './runtime/index.ts'
export { SchemaError } from './schema/index.ts'
export type { GraphqlRequest, Listening, ServedStatus, ServerOptions } from './server/index.ts'
export { findStateMismatch, readStateHash, rewindStore, StoreError } from './store/index.ts'
export type { BlockPtr, Logger, SubgraphError } from './types.ts'

const SILENT = { debug() {}, info() {}, warn() {}, error() {} }

/** Serves a running engine over HTTP. */
export function serveEngine(
  engine: Engine,
  options: Pick<ServerOptions, 'host' | 'port'> & Partial<ServerOptions>,
): Promise<Listening> {
  return listen(directoryOf(engine), { logger: SILENT, ...options })
}
