import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { serveMusic } from './fixture.ts'

describe('queries that are too much', () => {
  let music: ReturnType<typeof serveMusic>
  before(() => {
    music = serveMusic()
  })
  after(() => music.end())

  const messageOf = async (query: string, variables = {}) =>
    (await music.service.execute({ query, variables })).errors?.[0]?.message
  const WHERE = 'query($where: Artist_filter) { artists(where: $where) { id } }'

  it('A137: fragments that multiply are refused', async () => {
    const levels = Array.from(
      { length: 30 },
      (_, i) => `fragment F${i} on Artist { a: friends { ...F${i + 1} } b: friends { ...F${i + 1} } }`,
    )
    const query = `{ artists { ...F0 } } ${levels.join(' ')} fragment F30 on Artist { id }`
    assert.equal(await messageOf(query), 'query is too expensive')
  })

  it('A128: a query of 300 levels is refused', async () => {
    const query = `{ artists ${'{ friends '.repeat(300)}{ id }${' }'.repeat(300)} }`
    assert.equal(await messageOf(query), 'query has a depth that exceeds the limit of `255`')
  })

  it('A133: a text of 100,000 words, or 100,000 braces, is refused', async () => {
    assert.match((await messageOf(`{ artists { ${'id '.repeat(100_000)} } }`)) ?? '', /20000 tokens/)
    assert.match((await messageOf('{ a'.repeat(100_000))) ?? '', /too expensive|20000 tokens/)
  })

  it('A143: a filter of 1,000 levels is refused, one of 2,000 conditions answered', async () => {
    let deep: object = { age: 1 }
    for (let i = 0; i < 1_000; i++) deep = { and: [deep] }
    assert.equal(await messageOf(WHERE, { where: deep }), 'query is too expensive')
    const wide = { or: Array.from({ length: 2_000 }, (_, i) => ({ age: i })) }
    const { data } = await music.service.execute({ query: WHERE, variables: { where: wide } })
    assert.deepEqual(data, { artists: [{ id: '0x0a' }, { id: '0x0b' }] })
  })

  it('A104: a variable of 100,000 levels is refused', async () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
    assert.equal(await messageOf(WHERE, { where: deep }), 'query is too expensive')
  })

  it('A144: a variable named __proto__ is a variable', async () => {
    const variables = JSON.parse('{ "__proto__": 1 }')
    const query = 'query($__proto__: Int!) { artists(first: $__proto__) { id } }'
    assert.deepEqual((await music.service.execute({ query, variables })).data, { artists: [{ id: '0x0a' }] })
    assert.match((await messageOf(query)) ?? '', /No value provided for required variable `__proto__`/)
  })
})
