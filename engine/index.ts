/**
 * An embedded subgraph engine: runs what graph-cli builds, answers GraphQL as graph-node does, and runs matchstick suites.
 * The one public entry: what is not exported here may change.
 */
import type { Engine } from './engine-types.ts'
import { SILENT } from './logger.ts'
import { directoryOf, type Listening, listen, type ServerOptions } from './server/index.ts'

export { type LogCheck, RpcError, WrongChainError } from './chain/index.ts'
export { startEngine } from './engine.ts'
export type { Engine, EngineOptions } from './engine-types.ts'
export type { Progress } from './indexer/index.ts'
export { type DataSourceOverride, ManifestError, type Prune } from './manifest/index.ts'
export { UnsupportedImportError } from './runtime/index.ts'
export { SchemaError } from './schema/index.ts'
export type { GraphqlRequest, Listening, ServedStatus, ServedWork, ServerOptions } from './server/index.ts'
export { findStateMismatch, readStateHash, rewindStore, StoreError } from './store/index.ts'
export {
  type Count,
  type Counts,
  type Coverage,
  type FileCoverage,
  runSuites,
  type SuiteReport,
  type SuitesOptions,
  type SuitesReport,
  TestingError,
  type TestResult,
} from './testing/index.ts'
export type { BlockPtr, Logger, SubgraphError } from './types.ts'

/**
 * Serves a running engine over HTTP, until `close`; stopping the engine is left to the caller.
 * @param options.port 0 takes a free one: see `url` and `port` of the result
 * @throws the system's error, such as EADDRINUSE, when it cannot listen
 */
export function serveEngine(
  engine: Engine,
  options: Pick<ServerOptions, 'host' | 'port'> & Partial<ServerOptions>,
): Promise<Listening> {
  return listen(directoryOf(engine), { logger: SILENT, ...options })
}
