import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildSchema } from 'graphql'
import { createQueryService } from '../../../engine/query/index.ts'
import { band, block, header, MUSIC, put } from '../store/support.ts'
import { HISTORY, serveMusic } from './fixture.ts'

const QUERY = '{ bands { id } }'

describe('a subgraph with a failed handler', () => {
  it('keeps data back and says indexing_error', async () => {
    const music = serveMusic(HISTORY, 15)
    assert.deepEqual(await music.service.execute({ query: QUERY }), { errors: [{ message: 'indexing_error' }] })
    music.end()
  })

  it('gives data with the error where the query allows it', async () => {
    const music = serveMusic(HISTORY, 15)
    const response = await music.service.execute({ query: '{ bands(subgraphError: allow) { id } }' })
    assert.deepEqual(response, { data: { bands: [{ id: 'fab' }] }, errors: [{ message: 'indexing_error' }] })
    music.end()
  })

  it('always answers _meta, and blocks before the failure', async () => {
    const music = serveMusic(HISTORY, 15)
    const meta = await music.service.execute({ query: '{ _meta { hasIndexingErrors } }' })
    assert.deepEqual(meta, { data: { _meta: { hasIndexingErrors: true } } })
    const both = await music.service.execute({ query: '{ bands { id } _meta { hasIndexingErrors } }' })
    assert.deepEqual(both, { data: { _meta: { hasIndexingErrors: true } }, errors: [{ message: 'indexing_error' }] })
    const before = await music.service.execute({ query: '{ bands(block: { number: 14 }) { id } }' })
    assert.deepEqual(before, { data: { bands: [{ id: 'fab' }, { id: 'solo' }] } })
    music.end()
  })
})

describe('the query service', () => {
  it('says so before the first block', async () => {
    const music = serveMusic([])
    const { data, errors } = await music.service.execute({ query: QUERY })
    assert.equal(data, undefined)
    assert.match(errors?.[0]?.message ?? '', /has not started syncing yet/)
    music.end()
  })

  it('sees each block as soon as it is stored, and a revert', async () => {
    const music = serveMusic()
    music.store.transact([block(21, [put('Band', band('new'))])])
    assert.deepEqual((await music.service.execute({ query: QUERY })).data, { bands: [{ id: 'fab' }, { id: 'new' }] })
    music.store.revert(header(15))
    assert.deepEqual((await music.service.execute({ query: QUERY })).data, { bands: [{ id: 'fab' }, { id: 'solo' }] })
    music.end()
  })

  it('gives its schema as SDL', () => {
    const music = serveMusic()
    const query = buildSchema(music.service.sdl).getQueryType()?.getFields() ?? {}
    assert.deepEqual(Object.keys(query).sort(), [
      '_logs',
      '_meta',
      'artist',
      'artists',
      'band',
      'bands',
      'card',
      'cards',
      'song',
      'songs',
    ])
    music.end()
  })

  it('runs the operation that is named', async () => {
    const music = serveMusic()
    const query = 'query A { bands { id } } query B { bands { name } }'
    const response = await music.service.execute({ query, operationName: 'B' })
    assert.deepEqual(response.data, { bands: [{ name: 'Fab' }] })
    music.end()
  })

  it('strictly, refuses what graph-node lets pass', async () => {
    const music = serveMusic()
    const service = createQueryService({
      schema: MUSIC,
      store: music.store,
      deployment: 'QmMusic',
      hasIndexingErrors: () => false,
      validation: 'strict',
    })
    const { errors } = await service.execute({ query: '{ bands(frist: 1) { id } }' })
    assert.match(errors?.[0]?.message ?? '', /Unknown argument "frist"/)
    service.close()
    music.end()
  })

  it('A141: takes SQL in values as text', async () => {
    const music = serveMusic()
    const query = 'query($name: String) { bands(where: { name: $name }) { id } }'
    const name = `x' OR 1=1; DROP TABLE "Band"; --`
    assert.deepEqual(await music.service.execute({ query, variables: { name } }), { data: { bands: [] } })
    assert.equal(music.store.find('Band', 'fab')?.name, 'Fab')
    music.end()
  })
})
