import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError, createClient } from '../../../dashboard/src/api/client.ts'

const query = { text: 'query A { a }' }

/** A client over answers given in turn; a function is called for its answer. */
function clientOver(answers: (object | number | Error)[]) {
  const asked: unknown[] = []
  let nowMs = 0
  const client = createClient({
    url: '/graphql',
    now: () => nowMs,
    freshMs: 100,
    fetch: async (_url, init) => {
      asked.push(JSON.parse(String(init?.body)))
      const answer = answers.shift()
      if (answer instanceof Error) throw answer
      if (typeof answer === 'number') return new Response('busy', { status: answer })
      return Response.json(answer)
    },
  })
  return { client, asked, pass: (ms: number) => (nowMs += ms) }
}

const isCode = (code: string) => (error: unknown) => error instanceof ApiError && error.code === code

test('the same question is sent once, until its answer is no longer fresh', async () => {
  const { client, asked, pass } = clientOver([{ data: { a: 1 } }, { data: { a: 2 } }])
  const answers = await Promise.all([client.query(query, {}), client.query(query, {})])
  assert.deepEqual(answers, [{ a: 1 }, { a: 1 }])
  assert.deepEqual(client.peek(query, {}), { a: 1 })
  assert.equal(asked.length, 1)
  pass(100)
  assert.equal(client.peek(query, {}), undefined)
  assert.deepEqual(await client.query(query, {}), { a: 2 })
})

test('other variables are another question', async () => {
  const { client, asked } = clientOver([{ data: { a: 1 } }, { data: { a: 2 } }])
  await client.query(query, { id: 1 })
  assert.deepEqual(await client.query(query, { id: 2 }), { a: 2 })
  assert.deepEqual(asked, [
    { query: query.text, variables: { id: 1 } },
    { query: query.text, variables: { id: 2 } },
  ])
})

test('a refresh asks although there is a fresh answer, and replaces it', async () => {
  const { client } = clientOver([{ data: { a: 1 } }, { data: { a: 2 } }])
  await client.query(query, {})
  assert.deepEqual(await client.refresh(query, {}), { a: 2 })
  assert.deepEqual(client.peek(query, {}), { a: 2 })
})

test('an error carries the code of the API, and is not remembered', async () => {
  const refusal = { errors: [{ message: 'no such block', extensions: { code: 'BLOCK_UNKNOWN' } }] }
  const { client } = clientOver([refusal, { data: { a: 1 } }])
  await assert.rejects(client.query(query, {}), isCode('BLOCK_UNKNOWN'))
  assert.deepEqual(await client.query(query, {}), { a: 1 })
})

test('an answer that is no GraphQL is an error with its status, and none at all is a network error', async () => {
  const { client } = clientOver([503, new TypeError('refused')])
  await assert.rejects(client.query(query, {}), isCode('503'))
  await assert.rejects(client.query(query, {}), isCode('NETWORK'))
})
