/** Turns the chain into entities. */
export { EntityCache, type EntityCacheOptions } from './entity-cache.ts'
export type { IndexerOptions, Progress } from './indexer.ts'
export { createMapping, type Mapping } from './mapping.ts'
export { PendingBlocks } from './pending.ts'
export { runIndexer } from './run-indexer.ts'
export { createWriter, type Writer } from './writer.ts'
