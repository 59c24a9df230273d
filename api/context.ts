import type { Documents } from './documents.ts'
import type { Source } from './source/source.ts'

/** What a resolver may use. One for each request. */
export type Context = {
  readonly requestId: string
  readonly chainId: number
  readonly documents: Documents
  readonly source: Source
}
