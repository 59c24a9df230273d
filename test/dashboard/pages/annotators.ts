import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import type { Page } from 'playwright-core'
import { annotatorsQuery, statusQuery } from '../../../dashboard/src/api/queries.ts'
import type { AnnotatorRow, Connection } from '../../../dashboard/src/api/types.ts'
import { formatCount, formatScore } from '../../../dashboard/src/lib/format.ts'
import { cells, changing, type Site, shownAddresses, visit } from './site.ts'

const pageSize = 50

export function testAnnotatorsPage(site: () => Site): void {
  describe('the leaderboard', () => {
    test("has the API's rows in its order", async () => {
      const { annotators } = site()
      const first = annotators.slice(0, pageSize)
      await visit(site(), '/', async (page) => {
        assert.deepEqual(
          await shownAddresses(page),
          first.map((row) => row.address),
        )
        assert.deepEqual(
          await cells(page, 'Labels'),
          first.map((row) => formatCount(row.labels)),
        )
        const scores = await page.locator('.score-value').allInnerTexts()
        assert.deepEqual(
          scores,
          first.map((row) => formatScore(row.score)),
        )
      })
    })

    test("shows the protocol's figures", async () => {
      const { status } = await site().ask(statusQuery, {})
      await visit(site(), '/', async (page) => {
        const verified = page.locator('.tile', { hasText: 'Labels verified' }).locator('.tile-value')
        await page.locator('.tile-note').first().waitFor()
        assert.equal(await verified.textContent(), formatCount(status.verified))
      })
    })

    test('sorts by a header: URL and order change, and the back button undoes both', async () => {
      const { annotators } = await site().ask(annotatorsQuery, {
        filter: {},
        first: pageSize,
        after: null,
        orderBy: 'LABELS',
      })
      const byLabels = annotators.nodes.map((row) => row.address)
      const byScore = site().annotators.map((row) => row.address)
      await visit(site(), '/', async (page) => {
        await shownAddresses(page)
        await page.getByRole('link', { name: 'Labels', exact: true }).last().click()
        await page.locator('th[aria-sort="descending"]', { hasText: 'Labels' }).waitFor()
        assert.equal(new URL(page.url()).search, '?sort=labels')
        assert.deepEqual(await shownAddresses(page), byLabels)
        await page.goBack()
        await page.locator('th[aria-sort="descending"]', { hasText: 'Score' }).waitFor()
        assert.equal(new URL(page.url()).search, '')
        assert.deepEqual(await shownAddresses(page), byScore.slice(0, pageSize))
      })
    })

    test('opened at a URL with an order and a filter shows just that', async () => {
      const labels = site().annotators.map((row) => row.labels)
      const minLabels = labels.sort((a, b) => b - a)[Math.floor(labels.length / 3)] ?? 1
      const expected = site()
        .annotators.filter((row) => row.labels >= minLabels)
        .sort((a, b) => (b.agreement ?? 0) - (a.agreement ?? 0) || (a.address < b.address ? 1 : -1))
        .slice(0, pageSize)
      await visit(site(), `/?sort=agreement&min=${minLabels}`, async (page) => {
        assert.deepEqual(
          await shownAddresses(page),
          expected.map((row) => row.address),
        )
        const ranks = (await cells(page, 'Rank')).map(Number)
        assert.deepEqual(
          ranks,
          expected.map((_, index) => index + 1),
        )
        assert.equal(await page.getByLabel('Minimum labels').inputValue(), String(minLabels))
      })
    })

    test('finds an annotator by the beginning of the address, and puts it into the URL', async () => {
      const last = site().annotators.at(-1)
      const part = last?.address.slice(0, 16) ?? ''
      await visit(site(), '/', async (page) => {
        await shownAddresses(page)
        await page.getByLabel('Address').fill(part.toUpperCase())
        await page.waitForURL(`**/?address=${part}`)
        await page.getByText('1 annotator shown').waitFor()
        assert.deepEqual(await shownAddresses(page), [last?.address])
        assert.deepEqual(await cells(page, 'Rank'), ['–'])
      })
    })

    test('asks the API for no more than the pages that are open, whatever the order and the filter', async () => {
      const asked: unknown[] = []
      const api = changing('Annotators', (data, variables) => {
        asked.push(variables)
        return data
      })
      const list = async (page: Page) => void (await shownAddresses(page))
      await visit(site(), '/?sort=agreement&min=1&address=0x', list, { api })
      assert.deepEqual(asked, [
        { filter: { address: '0x', minLabels: 1 }, first: pageSize, after: null, orderBy: 'AGREEMENT' },
      ])
    })

    test('says what is wrong with a filter that is no beginning of an address', async () => {
      await visit(site(), '/?address=nobody', (page) => page.getByText('INVALID_ID').waitFor())
    })

    test('says that nobody matches, and clears the filter on request', async () => {
      await visit(site(), '/?min=999999999', async (page) => {
        await page.getByText('Nobody matches the filter').waitFor()
        await page.getByRole('link', { name: 'Clear it' }).click()
        assert.equal((await shownAddresses(page)).length, Math.min(site().annotators.length, pageSize))
      })
    })

    test('saves what is shown as CSV', async () => {
      await visit(site(), '/', async (page) => {
        const shown = await shownAddresses(page)
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name: 'CSV' }).click(),
        ])
        assert.equal(download.suggestedFilename(), 'annotators.csv')
        const rows = parse<Record<string, string>>(await readFile(await download.path()), { columns: true })
        assert.deepEqual(
          rows.map((row) => row.address),
          shown,
        )
        const [first] = site().annotators
        assert.equal(Number(rows[0]?.score), first?.score)
        assert.equal(Number(rows[0]?.labels), first?.labels)
      })
    })

    test('opens further pages by cursor, as many as the URL says', async () => {
      const [row] = site().annotators
      const many = (_: unknown, { first, after }: { first: number; after: string | null }) => {
        const from = Number(after ?? 0)
        const nodes = Array.from({ length: Math.min(first, 120 - from) }, (_, i) => ({
          ...row,
          address: `0x${(from + i).toString(16).padStart(40, '0')}`,
        }))
        const pageInfo = { hasNextPage: from + nodes.length < 120, endCursor: String(from + nodes.length) }
        return { annotators: { nodes, pageInfo } as Connection<AnnotatorRow> }
      }
      const api = changing('Annotators', many)
      await visit(
        site(),
        '/',
        async (page) => {
          assert.equal((await shownAddresses(page)).length, 50)
          await page.getByRole('button', { name: 'More' }).click()
          await page.getByText('100 annotators shown').waitFor()
          assert.equal(new URL(page.url()).search, '?pages=2')
          await page.getByRole('button', { name: 'More' }).click()
          await page.getByText('That is all').waitFor()
          const addresses = await shownAddresses(page)
          assert.equal(new Set(addresses).size, 120)
        },
        { api },
      )
      await visit(site(), '/?pages=2', (page) => page.getByText('100 annotators shown').waitFor(), { api })
    })

    test('is reached and followed by keyboard', async () => {
      const [first] = site().annotators
      await visit(site(), '/', async (page) => {
        await shownAddresses(page)
        await page.keyboard.press('Tab')
        assert.equal(await page.locator(':focus').textContent(), 'Skip to the content')
        await page.locator('td[data-name="Address"] a').first().focus()
        await page.keyboard.press('Enter')
        await page.waitForURL(`**/annotators/${first?.address}`)
        await page.locator('main:focus').waitFor()
      })
    })
  })
}
