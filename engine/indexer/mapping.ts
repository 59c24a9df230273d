import type { BlockWithLogs, ChainLog, LogFilter } from '../chain/index.ts'
import type { DataSource, Manifest } from '../manifest/index.ts'
import {
  AbiError,
  type ChainTransaction,
  compileMapping,
  decodeEvent,
  type EntityPort,
  type EventParam,
  type HostServices,
  MappingInstance,
  type MappingModule,
  UnsupportedImportError,
} from '../runtime/index.ts'
import type { Logger, Schema } from '../types.ts'

/** The handlers of a subgraph, ready to take blocks. */
export type Mapping = {
  /** The lowest start block of the data sources. */
  readonly startBlock: number
  readonly filters: readonly LogFilter[]
  /**
   * Runs the handlers for a block's logs in graph-node's order: by log index, then by data source.
   * @returns the number of handlers that ran
   * @throws HandlerError
   */
  runBlock(block: BlockWithLogs): number
}

/** A handler failed; the cause says how. */
export class HandlerError extends Error {
  override readonly name = 'HandlerError'
  readonly handler: string

  constructor(handler: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.handler = handler
  }
}

export type MappingOptions = {
  readonly manifest: Manifest
  readonly schema: Schema
  readonly entities: EntityPort
  readonly logger: Logger
}

/** @throws UnsupportedImportError when a mapping needs host functions that the engine lacks */
export async function createMapping({ manifest, schema, entities, logger }: MappingOptions): Promise<Mapping> {
  const compiled = new Map<Uint8Array, MappingModule>()
  const runners: Runner[] = []
  for (const source of manifest.dataSources) {
    const module = compiled.get(source.wasm) ?? (await compileMapping(source.wasm))
    compiled.set(source.wasm, module)
    const services = servicesFor(source, manifest.network, { schema, entities, logger })
    runners.push({ source, instance: instantiate(source, module, services) })
  }
  return {
    startBlock: Math.min(...manifest.dataSources.map((source) => source.startBlock)),
    filters: logFilters(manifest.dataSources),
    runBlock: (block) => runBlock(runners, block, logger),
  }
}

type Runner = { readonly source: DataSource; readonly instance: MappingInstance }

function instantiate(source: DataSource, module: MappingModule, services: HostServices): MappingInstance {
  try {
    return new MappingInstance(module, services)
  } catch (error) {
    if (!(error instanceof UnsupportedImportError)) throw error
    throw new UnsupportedImportError(error.imports, `data source ${source.name}`)
  }
}

function servicesFor(
  source: DataSource,
  network: string,
  { schema, entities, logger }: Pick<MappingOptions, 'schema' | 'entities' | 'logger'>,
): HostServices {
  const address = Buffer.from((source.address ?? `0x${'00'.repeat(20)}`).slice(2), 'hex')
  const levels = { critical: 'error', error: 'error', warning: 'warn', info: 'info', debug: 'debug' } as const
  return {
    schema,
    entities,
    rejectUndefinedFields: source.apiVersion >= '0.0.8',
    dataSource: () => ({ address, network }),
    log: (level, message) => logger[levels[level]](message, { dataSource: source.name }),
  }
}

function runBlock(runners: readonly Runner[], { header, block, logs }: BlockWithLogs, logger: Logger): number {
  const transactions = new Map(block.transactions.map((transaction) => [transaction.hash, transaction]))
  let ran = 0
  for (const log of logs) {
    for (const { source, instance } of runners) {
      const handler = handlerFor(source, log, header.number)
      if (handler === undefined) continue
      const params = tryDecode(handler.event, log)
      if (params === undefined) {
        logger.debug('skipped a log that does not fit its event', { event: handler.event.signature, ...place(log) })
        continue
      }
      const transaction = getTransaction(transactions, log)
      try {
        const logIndex = Number(log.logIndex)
        instance.runEventHandler(handler.handler, {
          block,
          transaction,
          address: log.address.toLowerCase(),
          logIndex,
          params,
        })
      } catch (error) {
        throw new HandlerError(handler.handler, error)
      }
      ran++
    }
  }
  return ran
}

function handlerFor(source: DataSource, log: ChainLog, block: number) {
  if (block < source.startBlock || (source.endBlock !== undefined && block > source.endBlock)) return undefined
  if (source.address !== undefined && source.address !== log.address.toLowerCase()) return undefined
  return source.handlers.get(log.topics[0] ?? '')
}

function tryDecode(event: Parameters<typeof decodeEvent>[0], log: ChainLog): EventParam[] | undefined {
  try {
    return decodeEvent(event, log.topics.map(hexBytes), hexBytes(log.data))
  } catch (error) {
    if (error instanceof AbiError) return undefined
    throw error
  }
}

function getTransaction(transactions: ReadonlyMap<string, ChainTransaction>, log: ChainLog): ChainTransaction {
  const transaction = transactions.get(log.transactionHash)
  if (transaction !== undefined) return transaction
  throw new Error(`the node's block ${log.blockHash} lacks transaction ${log.transactionHash} of its own log`)
}

/** One request for all sources with an address, another for those without. What is too much is sorted out per log. */
function logFilters(sources: readonly DataSource[]): LogFilter[] {
  const addressed = sources.filter((source) => source.address !== undefined)
  const anywhere = sources.filter((source) => source.address === undefined)
  const topics = (group: readonly DataSource[]) => [...new Set(group.flatMap((source) => [...source.handlers.keys()]))]
  const addresses = [...new Set(addressed.flatMap(({ address }) => (address === undefined ? [] : [address])))]
  return [
    ...(addressed.length > 0 ? [{ addresses, topics0: topics(addressed) }] : []),
    ...(anywhere.length > 0 ? [{ topics0: topics(anywhere) }] : []),
  ]
}

function hexBytes(hex: string): Uint8Array {
  return Buffer.from(hex.slice(2), 'hex')
}

function place(log: ChainLog): Record<string, unknown> {
  return { block: Number(log.blockNumber), logIndex: Number(log.logIndex) }
}
