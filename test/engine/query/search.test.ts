import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { createQueryService } from '../../../engine/query/index.ts'
import { parseSchema } from '../../../engine/schema/index.ts'
import { openStore } from '../../../engine/store/index.ts'
import { block, put, remove, temporaryFolder } from '../store/support.ts'

const schema = parseSchema(`
  type _Schema_ @fulltext(
    name: "find", language: en, algorithm: rank,
    include: [{ entity: "Post", fields: [{ name: "title" }, { name: "body" }] }]
  )
  type Post @entity(immutable: false) { id: ID! title: String! body: String }
`)
const folder = temporaryFolder()
const store = openStore({ path: join(folder.path, 'store.db'), schema, deployment: 'QmPosts' })
const service = createQueryService({ schema, store, deployment: 'QmPosts', hasIndexingErrors: () => false })
after(() => {
  service.close()
  store.close()
  folder.remove()
})

async function find(text: string, rest = ''): Promise<string[]> {
  const { data } = (await service.execute({ query: `{ find(text: "${text}"${rest}) { id } }` })) as {
    data: { find: { id: string }[] }
  }
  return data.find.map(({ id }) => id)
}

it('searches the texts of the block that is asked for, and of the branch that is kept', async () => {
  store.transact([block(10, [put('Post', { id: 'a', title: 'A fox', body: null })])])
  store.transact([
    block(11, [
      put('Post', { id: 'a', title: 'A dog', body: null }),
      put('Post', { id: 'b', title: 'x', body: '100% foxes_' }),
    ]),
  ])
  assert.deepEqual(await find('fox'), ['b'])
  assert.deepEqual(await find('dog'), ['a'])
  assert.deepEqual(await find('fox', ', block: { number: 10 }'), ['a'])
  assert.deepEqual(await find('dog', ', block: { number: 10 }'), [])

  store.revert({ number: 10, hash: block(10).block.hash })
  assert.deepEqual(await find('fox'), ['a'])
  assert.deepEqual(await find('dog'), [])

  store.transact([block(11, [put('Post', { id: 'b', title: 'foxes, foxes', body: 'fox' })])])
  assert.deepEqual(await find('fox'), ['a', 'b'], 'the most relevant last')
  assert.deepEqual(await find('fox', ', first: 1, skip: 1'), ['b'])
  assert.deepEqual(await find('!dog'), ['a', 'b'])
  store.transact([block(12, [remove('Post', 'a')])])
  assert.deepEqual(await find('fox'), ['b'])
  assert.deepEqual(await find('100'), [])
})

it('says what is no query before it reads anything', async () => {
  const deep = `${'('.repeat(50_000)}fox`
  assert.deepEqual(await service.execute({ query: `{ find(text: "${deep}") { id } }` }), {
    errors: [{ message: 'query is too expensive' }],
  })
  const wide = Array.from({ length: 2_000 }, (_, i) => `word${i}`).join(' | ')
  assert.deepEqual(await find(wide), [])
})
