/** Turns the chain into entities. */
export { EntityCache, type EntityCacheOptions } from './entity-cache.ts'
export { type IndexerOptions, type Progress, runIndexer } from './indexer.ts'
export { createMapping, type Mapping } from './mapping.ts'
export { PendingBlocks } from './pending.ts'
export { createWriter, type Writer } from './writer.ts'
