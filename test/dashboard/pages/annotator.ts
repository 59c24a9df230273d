import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { annotatorQuery, submissionsQuery } from '../../../dashboard/src/api/queries.ts'
import { formatCount, formatScore, formatTokens } from '../../../dashboard/src/lib/format.ts'
import { cells, type Site, shownAddresses, visit } from './site.ts'

const pageSize = 25

export function testAnnotatorPage(site: () => Site): void {
  const busiest = () => {
    const [first] = [...site().annotators].sort((a, b) => b.submissions - a.submissions)
    if (!first) throw new Error('the stack has no annotators')
    return first.address
  }

  describe("an annotator's page", () => {
    test("has the API's figures and a chart of the score", async () => {
      const address = busiest()
      const { annotator } = await site().ask(annotatorQuery, { address })
      assert.ok(annotator)
      await visit(site(), `/annotators/${address}`, async (page) => {
        const tile = (name: string) => page.locator('.tile', { hasText: name }).locator('.tile-value')
        assert.equal(await tile('Score').textContent(), formatScore(annotator.score))
        assert.equal(await tile('Labels').textContent(), formatCount(annotator.labels))
        const stake = page.locator('section', { hasText: 'Unbonding' }).locator('dd')
        assert.equal(await stake.first().textContent(), formatTokens(annotator.available))
        await page.locator('.chart [fill="var(--band)"] path').waitFor()
        assert.equal(await page.locator('.chart style').count(), 0)
      })
    })

    test("lists the API's submissions, newest first, with their transactions", async () => {
      const address = busiest()
      const { annotator } = await site().ask(submissionsQuery, { address, first: pageSize, after: null })
      const nodes = annotator?.submissionsPage.nodes ?? []
      assert.ok(nodes.length > 0)
      await visit(site(), `/annotators/${address}`, async (page) => {
        await page.locator('td[data-name="Batch"]').first().waitFor()
        const batches = await page.locator('td[data-name="Batch"] a').all()
        const ids = await Promise.all(batches.map((link) => link.getAttribute('title')))
        assert.deepEqual(
          ids,
          nodes.map((node) => node.batch.id),
        )
        assert.deepEqual(
          await cells(page, 'Agreed'),
          nodes.map(({ agreed, compared }) => (agreed === null ? '–' : `${agreed} / ${compared}`)),
        )
        const commit = page.locator('td[data-name="Commit"] button').first()
        const committed = nodes.find((node) => node.committed)?.committed
        assert.match((await commit.getAttribute('title')) ?? '', new RegExp(`^${committed?.transaction}`))
        await commit.click()
        await page.locator('td[data-name="Commit"] button[data-copied="true"]').waitFor()
        assert.equal(await page.evaluate('navigator.clipboard.readText()'), committed?.transaction)
      })
    })

    test('opens from the leaderboard, and the back button returns there', async () => {
      const [first] = site().annotators
      await visit(site(), '/?sort=labels', async (page) => {
        const before = await shownAddresses(page)
        await page.locator(`td[data-name="Address"] a[title="${first?.address}"]`).click()
        await page.waitForURL(`**/annotators/${first?.address}`)
        await page.getByRole('heading', { name: 'Submissions' }).waitFor()
        await page.goBack()
        assert.deepEqual(await shownAddresses(page), before)
        assert.equal(new URL(page.url()).search, '?sort=labels')
      })
    })

    test('says so when nobody has the address', async () => {
      await visit(site(), `/annotators/0x${'0'.repeat(39)}9`, (page) =>
        page.getByText('No annotator has this address').waitFor(),
      )
    })

    test('finds an address in any case', async () => {
      const address = busiest()
      await visit(site(), `/annotators/0x${address.slice(2).toUpperCase()}`, (page) =>
        page.getByRole('heading', { name: 'Submissions' }).waitFor(),
      )
    })
  })
}
