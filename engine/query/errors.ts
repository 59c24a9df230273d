/** Where in the query text, both from 1 (0: nowhere in particular, as graph-node puts it). */
export type Location = { readonly line: number; readonly column: number }

/** One entry of a response's `errors`. */
export type ResponseError = { readonly locations?: readonly Location[]; readonly message: string }

/** A query that gets no data. Carries every error found, in graph-node's words. */
export class QueryError extends Error {
  readonly errors: readonly ResponseError[]
  /** Found while the answer was put together: of no interest where reading had failed already. */
  readonly isLate: boolean

  constructor(errors: readonly ResponseError[], isLate = false) {
    super(errors.map((error) => error.message).join('; '))
    this.name = 'QueryError'
    this.errors = errors
    this.isLate = isLate
  }
}

/** What graph-node finds only in the SQL of a level, which it does not write where the parents' lists are empty. */
export class LevelError extends QueryError {}

/** An error about the query as a whole. */
export function failure(message: string): QueryError {
  return new QueryError([{ message }])
}

/** An error that graph-node reports with a location; by default one about a generated argument, which has none. */
export function failureAt(message: string, location: Location = { line: 0, column: 0 }): QueryError {
  return new QueryError([{ locations: [location], message }])
}

export function cannotDecode(what: string, reason: string): QueryError {
  return failure(`Failed to decode \`${what}\` value: \`${reason}\``)
}

/** Runs each task; throws once with the errors of all that failed. */
export function collect<T, R>(items: Iterable<T>, task: (item: T) => R): R[] {
  const results: R[] = []
  const early: ResponseError[] = []
  const late: ResponseError[] = []
  for (const item of items) {
    try {
      results.push(task(item))
    } catch (error) {
      if (!(error instanceof QueryError)) throw error
      ;(error.isLate ? late : early).push(...error.errors)
    }
  }
  if (early.length > 0) throw new QueryError(early)
  if (late.length > 0) throw new QueryError(late, true)
  return results
}
