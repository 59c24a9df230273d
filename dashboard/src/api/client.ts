import type { Query } from './queries.ts'

/** The API could not be reached, or refused the query. `code` is the API's, an HTTP status, or `NETWORK`. */
export class ApiError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'ApiError'
    this.code = code
  }
}

export type Client = {
  /** Asks the API, or answers from the cache; the same question asked twice at once is sent once. Rejects with an ApiError. */
  query<Data, Variables>(query: Query<Data, Variables>, variables: Variables): Promise<Data>
  /** Asks the API in any case, and caches the answer. */
  refresh<Data, Variables>(query: Query<Data, Variables>, variables: Variables): Promise<Data>
  /** The cached answer, if there is a fresh one. */
  peek<Data, Variables>(query: Query<Data, Variables>, variables: Variables): Data | undefined
  /** Forgets every answer. */
  clear(): void
}

export type ClientOptions = {
  url: string
  fetch: typeof fetch
  /** Milliseconds; any monotonic clock. */
  now: () => number
  /** How long an answer may be shown again, such as on the way back from a page. */
  freshMs?: number
}

type Entry = { answer: Promise<unknown>; data?: unknown; askedAt: number }

export function createClient({ url, fetch, now, freshMs = 30_000 }: ClientOptions): Client {
  const entries = new Map<string, Entry>()
  const keyOf = (text: string, variables: unknown) => JSON.stringify([text, variables])
  const fresh = (key: string) => {
    const entry = entries.get(key)
    return entry && now() - entry.askedAt < freshMs ? entry : undefined
  }
  const send = (key: string, text: string, variables: unknown) => {
    const entry: Entry = { answer: ask(url, fetch, text, variables), askedAt: now() }
    entries.set(key, entry)
    entry.answer.then(
      (data) => {
        entry.data = data
      },
      // A refusal is not remembered: the next question is asked anew.
      () => entries.get(key) === entry && entries.delete(key),
    )
    return entry
  }
  // The map holds answers of every type; what is under a query's key was given by that query.
  return {
    query: <Data, Variables>(query: Query<Data, Variables>, variables: Variables) => {
      const key = keyOf(query.text, variables)
      return (fresh(key) ?? send(key, query.text, variables)).answer as Promise<Data>
    },
    refresh: <Data, Variables>(query: Query<Data, Variables>, variables: Variables) =>
      send(keyOf(query.text, variables), query.text, variables).answer as Promise<Data>,
    peek: <Data, Variables>(query: Query<Data, Variables>, variables: Variables) =>
      fresh(keyOf(query.text, variables))?.data as Data | undefined,
    clear: () => entries.clear(),
  }
}

type Answer = { data?: unknown; errors?: { message: string; extensions?: { code?: string } }[] }

async function ask(url: string, fetch: typeof globalThis.fetch, query: string, variables: unknown): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
  } catch {
    throw new ApiError('NETWORK', 'The API cannot be reached. Is it running?')
  }
  const answer = (await response.json().catch(() => ({}))) as Answer
  const [error] = answer.errors ?? []
  if (error) throw new ApiError(error.extensions?.code ?? String(response.status), error.message)
  if (!response.ok || answer.data == null) {
    throw new ApiError(String(response.status), `The API answered with status ${response.status} and no data.`)
  }
  return answer.data
}
