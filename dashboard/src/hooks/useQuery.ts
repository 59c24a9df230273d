import { useCallback, useEffect, useState } from 'react'
import { ApiError } from '../api/client.ts'
import type { Query } from '../api/queries.ts'
import { useClient } from './useClient.ts'

/** An answer on its way, there, or refused. */
export type Remote<Data> =
  | { state: 'loading' }
  | { state: 'ready'; data: Data }
  | { state: 'error'; error: ApiError; retry: () => void }

type Outcome<Data> = { key: string; data: Data } | { key: string; error: ApiError }

/** Asks one query; asks again when the variables change or the error's `retry` is called. */
export function useQuery<Data, Variables>(query: Query<Data, Variables>, variables: Variables): Remote<Data> {
  const client = useClient()
  const key = JSON.stringify(variables)
  const [outcome, setOutcome] = useState<Outcome<Data>>()
  const [attempt, setAttempt] = useState(0)
  const retry = useCallback(() => {
    setOutcome(undefined)
    setAttempt((count) => count + 1)
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` is what `variables` say; `attempt` asks anew.
  useEffect(() => {
    let current = true
    client.query(query, variables).then(
      (data) => current && setOutcome({ key, data }),
      (error) => current && setOutcome({ key, error: asApiError(error) }),
    )
    return () => {
      current = false
    }
  }, [client, query, key, attempt])

  if (outcome?.key === key) {
    return 'data' in outcome ? { state: 'ready', data: outcome.data } : { state: 'error', error: outcome.error, retry }
  }
  const known = client.peek(query, variables)
  return known === undefined ? { state: 'loading' } : { state: 'ready', data: known }
}

export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError('UNEXPECTED', String(error))
}
