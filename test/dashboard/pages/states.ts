import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { changing, operationOf, type Site, shownAddresses, visit } from './site.ts'

const emptyPage = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } }

export function testStates(site: () => Site): void {
  describe('when the API fails', () => {
    const paths = () => ['/', `/annotators/${site().annotators[0]?.address}`, `/labels/${site().label.id}`, '/labels']

    test('every page says so with the code of the error', async () => {
      const errors = [{ message: 'the index is behind', extensions: { code: 'NOT_SYNCED' } }]
      for (const path of paths()) {
        await visit(
          site(),
          path,
          async (page) => {
            const alert = page.getByRole('alert').first()
            await alert.waitFor()
            assert.match((await alert.textContent()) ?? '', /Could not read .*the index is behind NOT_SYNCED/s)
          },
          { api: (route) => route.fulfill({ json: { errors } }) },
        )
      }
    })

    test('a page recovers by its own button once the API is back', async () => {
      let down = true
      await visit(
        site(),
        '/',
        async (page) => {
          await page.getByText('The API cannot be reached').waitFor()
          down = false
          await page.getByRole('button', { name: 'Try again' }).click()
          assert.ok((await shownAddresses(page)).length > 0)
        },
        { api: (route) => (down ? route.abort() : route.continue()), expected: /Failed to load resource/ },
      )
    })

    test('what is on its way is announced', async () => {
      await visit(
        site(),
        '/',
        async (page) => {
          const loading = page.getByRole('status').filter({ hasText: 'Reading the annotators' })
          await loading.waitFor()
        },
        { api: (route) => (operationOf(route) === 'Annotators' ? undefined : route.continue()) },
      )
    })
  })

  test('a protocol without annotators says what will appear', async () => {
    await visit(site(), '/', (page) => page.getByText('Nobody has taken a seat yet').waitFor(), {
      api: changing('Annotators', () => ({ annotators: emptyPage })),
    })
  })

  test('an address that is no page says so', async () => {
    await visit(site(), '/annotators/0x12', (page) => page.getByRole('heading', { name: 'Not found' }).waitFor())
  })
}
