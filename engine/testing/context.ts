import type { Schema } from '../types.ts'
import type { TestingConfig } from './config.ts'
import type { TestLogLevel } from './logs.ts'
import { createMockContracts, type MockContracts } from './mock-contracts.ts'
import { createMockDataSource, type MockDataSource } from './mock-data-source.ts'
import { createMockStore, type MockStore } from './mock-store.ts'

/** The world of one suite. Its tests share it: what one leaves behind, the next one finds. */
export type TestContext = {
  readonly subgraphDir: string
  readonly schema: Schema
  readonly store: MockStore
  readonly contracts: MockContracts
  readonly dataSource: MockDataSource
  /** Paths, relative to the subgraph's folder, by IPFS hash. */
  readonly ipfsFiles: Map<string, string>
  log(level: TestLogLevel, message: string): void
  /** Hears of the points of a source that were reached, where coverage is measured. */
  reached(point: number): void
}

export function createContext(
  config: TestingConfig,
  { log, reached }: Pick<TestContext, 'log' | 'reached'>,
): TestContext {
  return {
    subgraphDir: config.subgraphDir,
    schema: config.schema,
    store: createMockStore(config.schema),
    contracts: createMockContracts(),
    dataSource: createMockDataSource(config.templates),
    ipfsFiles: new Map(),
    log,
    reached,
  }
}
