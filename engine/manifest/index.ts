/** Loads the output folder of `graph build`. */
export { ManifestError, type ManifestErrorCode } from './errors.ts'
export { loadManifest } from './load.ts'
export { markFileTypes, readsTraces, refuseUndeclared } from './needs.ts'
export type {
  BlockHandler,
  CallHandler,
  DataSource,
  DataSourceOverride,
  DataSourceTemplate,
  EventHandler,
  FileTemplate,
  Manifest,
  MappingDefinition,
  Prune,
} from './types.ts'
