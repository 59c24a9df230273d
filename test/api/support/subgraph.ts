import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createQueryService } from '../../../engine/query/index.ts'
import { parseSchema } from '../../../engine/schema/index.ts'
import { openStore, type SqliteStore } from '../../../engine/store/index.ts'

const SCHEMA = parseSchema(readFileSync(join(import.meta.dirname, '../../../subgraph/schema.graphql'), 'utf8'))

/** A subgraph without a chain: the engine's store and query service, filled by the test. */
export type TestSubgraph = {
  readonly store: SqliteStore
  /** Answers GraphQL over HTTP in process. */
  readonly fetch: typeof fetch
  /** From now on its mappings have failed. */
  fail(): void
  close(): void
}

/** Strict: a variable of a wrong type, or one that is not used, fails the query, unlike on graph-node. */
export function openTestSubgraph(path: string): TestSubgraph {
  const deployment = 'QmTest'
  const store = openStore({ path, schema: SCHEMA, deployment })
  let failed = false
  const service = createQueryService({
    schema: SCHEMA,
    store,
    deployment,
    hasIndexingErrors: () => failed,
    validation: 'strict',
  })
  return {
    store,
    async fetch(_url, init) {
      init?.signal?.throwIfAborted()
      const answer = await service.execute(JSON.parse(String(init?.body)))
      return new Response(JSON.stringify(answer), { headers: { 'content-type': 'application/json' } })
    },
    fail() {
      failed = true
    },
    close() {
      service.close()
      store.close()
    },
  }
}
