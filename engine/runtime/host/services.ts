import type { EntityState } from '../../packed-entity.ts'
import type { EntityType, Schema } from '../../types.ts'
import type { EthereumValue } from '../abi/types.ts'
import type { DataSourceContext } from '../context.ts'
import type { SmartContractCall } from '../marshal/ethereum.ts'

/** The levels of graph-ts's `log`, by number. matchstick adds a sixth, which its runner handles. */
export const LOG_LEVELS = ['critical', 'error', 'warning', 'info', 'debug'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

/** The entities that a handler sees. Ids are normalised: those of Bytes ids are lower-case `0x` hex. */
export type EntityPort = {
  get(type: EntityType, id: string): EntityState | undefined
  /** Only what the current block has touched. */
  getInBlock(type: EntityType, id: string): EntityState | undefined
  /** The entities that `field`, a `@derivedFrom` field of `type`, lists for `id`, and their type. */
  loadRelated(type: EntityType, id: string, field: string): { type: EntityType; entities: readonly EntityState[] }
  /**
   * Merges fields, checked against the schema, into the entity. `null` removes a field.
   * @throws DeterministicError when a non-nullable field is missing in the result
   */
  set(type: EntityType, id: string, fields: EntityState): void
  remove(type: EntityType, id: string): void
  /**
   * An id that no entity has: the block's number and a count within the block.
   * @throws DeterministicError for a type whose ids are texts
   */
  generateId(type: EntityType): string
  /** The time of the block, in microseconds. */
  blockTime(): bigint
}

/** The data source whose handler runs. */
export type DataSourceInfo = {
  readonly address: Uint8Array
  readonly network: string
  readonly context?: DataSourceContext
}

/** An answer that is here, or that the module has to wait for. */
export type Answer<T> = T | Promise<T>

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
  /** Makes a data source of a template; it sees its first triggers after the handler has ended. */
  createDataSource?(name: string, params: readonly string[], context?: DataSourceContext): void
  /** The outputs, or null where the call reverts. */
  ethereumCall?(call: SmartContractCall): Answer<readonly EthereumValue[] | null>
  /** In wei. */
  ethereumBalance?(address: Uint8Array): Answer<bigint>
  ethereumHasCode?(address: Uint8Array): Answer<boolean>
  /** The name of ENS that has the hash. */
  findEnsName?(hash: string): string | undefined
}

/** Host functions by the field name of their import. */
export type HostFunctions = Readonly<Record<string, (...args: never[]) => unknown>>
