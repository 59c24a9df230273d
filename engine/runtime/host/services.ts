import type { Entity, EntityType, Schema } from '../../types.ts'
import type { EthereumValue } from '../abi/types.ts'
import type { SmartContractCall } from '../marshal/ethereum.ts'
import type { StoreValue } from '../marshal/store.ts'

/** The levels of graph-ts's `log`, by number. matchstick adds a sixth, which its runner handles. */
export const LOG_LEVELS = ['critical', 'error', 'warning', 'info', 'debug'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

/** The entities that a handler sees. Ids are normalised: those of Bytes ids are lower-case `0x` hex. */
export type EntityPort = {
  get(type: EntityType, id: string): Entity | undefined
  /** Only what the current block has touched. */
  getInBlock(type: EntityType, id: string): Entity | undefined
  /** The entities that `field`, a `@derivedFrom` field of `type`, lists for `id`, and their type. */
  loadRelated(type: EntityType, id: string, field: string): { type: EntityType; entities: readonly Entity[] }
  /**
   * Merges fields, checked against the schema, into the entity. `null` removes a field.
   * @throws DeterministicError when a non-nullable field is missing in the result
   */
  set(type: EntityType, id: string, fields: Entity): void
  remove(type: EntityType, id: string): void
}

/** The data source whose handler runs. */
export type DataSourceInfo = { readonly address: Uint8Array; readonly network: string }

/**
 * All that the host functions need from outside of the module. A service that is left out is one that the module must
 * not import: `unsupportedImports` names them.
 */
export type HostServices = {
  readonly schema: Schema
  /** From 0.0.8 on, setting a field that the schema lacks is an error; before, the field is dropped. */
  readonly rejectUndefinedFields: boolean
  readonly entities: EntityPort
  dataSource(): DataSourceInfo
  log(level: LogLevel, message: string): void
  createDataSource?(name: string, params: readonly string[], context: ReadonlyMap<string, StoreValue>): void
  /** The outputs, or null where the call reverts. */
  ethereumCall?(call: SmartContractCall): readonly EthereumValue[] | null
}

/** Host functions by the field name of their import. */
export type HostFunctions = Readonly<Record<string, (...args: never[]) => unknown>>
