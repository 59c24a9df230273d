import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { serveMusic } from './fixture.ts'

const FOLDER = join(import.meta.dirname, 'golden')

/**
 * Each folder of golden/ is a case: query.graphql, expected.json and, where needed, variables.json.
 * Compared as text: the order of the keys counts.
 */
describe('the GraphQL API answers', () => {
  let music: ReturnType<typeof serveMusic>
  before(() => {
    music = serveMusic()
  })
  after(() => music.end())

  for (const name of readdirSync(FOLDER).sort()) {
    it(name.replaceAll('-', ' '), async () => {
      const file = (suffix: string) => join(FOLDER, name, suffix)
      const variables = existsSync(file('variables.json'))
        ? JSON.parse(readFileSync(file('variables.json'), 'utf8'))
        : {}
      const response = await music.service.execute({ query: readFileSync(file('query.graphql'), 'utf8'), variables })
      const expected = JSON.parse(readFileSync(file('expected.json'), 'utf8'))
      assert.equal(JSON.stringify(response, null, 2), JSON.stringify(expected, null, 2))
    })
  }
})
