import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { labelQuery, labelsQuery } from '../../../dashboard/src/api/queries.ts'
import type { Label } from '../../../dashboard/src/api/types.ts'
import { answerOf } from '../../../dashboard/src/lib/labels.ts'
import { stepsOf } from '../../../dashboard/src/lib/timeline.ts'
import { cells, changing, type Site, visit } from './site.ts'

export function testLabelPages(site: () => Site): void {
  const path = () => `/labels/${site().label.id}`
  const read = async (): Promise<Label> => {
    const { label } = await site().ask(labelQuery, { id: site().label.id })
    assert.ok(label)
    return label
  }

  describe("a label's page", () => {
    test('shows the consensus, the rule and each vote of the API', async () => {
      const label = await read()
      await visit(site(), path(), async (page) => {
        await page.locator('.verdict').waitFor()
        assert.equal(await page.locator('.verdict').textContent(), label.class)
        assert.equal(await page.locator('.consensus strong').textContent(), label.rule)
        assert.deepEqual(await cells(page, 'Answer'), label.votes.map(answerOf))
        assert.equal(await page.locator('.vote-bar li').count(), label.batch.seats)
        assert.equal(await page.locator('.vote-bar li.agrees').count(), label.tally[label.value ?? -1])
        const reveals = await page.locator('td[data-name="Reveal"] button').all()
        const titles = await Promise.all(reveals.map((button) => button.getAttribute('title')))
        assert.deepEqual(
          titles.map((title) => title?.slice(0, 66)),
          label.votes.flatMap((vote) => vote.revealed?.transaction ?? []),
        )
      })
    })

    test('shows every event behind it, by transaction, with block and log', async () => {
      const { provenance } = await read()
      assert.ok(provenance.events.length > 0)
      await visit(site(), path(), async (page) => {
        await page.locator('.event').first().waitFor()
        assert.equal(await page.locator('.timeline > li').count(), stepsOf(provenance.events).length)
        assert.deepEqual(
          await page.locator('.event-log').allInnerTexts(),
          provenance.events.map((event) => `log ${event.logIndex}`),
        )
      })
    })

    test('recomputes the consensus from the votes, and agrees', async () => {
      await visit(site(), path(), async (page) => {
        await page.getByRole('button', { name: 'Recompute' }).click()
        await page.getByText('It agrees').waitFor()
        assert.equal(await page.locator('.checks .good').count(), 3)
      })
    })

    test('does not agree when an answer of the API was tampered with', async () => {
      const forge = ({ label }: { label: Label }) => ({
        label: { ...label, value: ((label.value ?? 0) + 1) % label.dataset.classCount },
      })
      await visit(
        site(),
        path(),
        async (page) => {
          await page.getByRole('button', { name: 'Recompute' }).click()
          await page.getByText('It does not agree').waitFor()
        },
        { api: changing('Label', forge) },
      )
    })

    test('leads to the annotators who voted', async () => {
      const [vote] = (await read()).votes
      await visit(site(), path(), async (page) => {
        await page.locator('td[data-name="Annotator"] a').first().click()
        await page.waitForURL(`**/annotators/${vote?.annotator.address}`)
        await page.goBack()
        await page.locator('.verdict').waitFor()
      })
    })

    test('says so when there is no such label', async () => {
      await visit(site(), `/labels/0x${'0'.repeat(68)}`, (page) => page.getByText('No label has this id').waitFor())
    })
  })

  describe('the list of labels', () => {
    test('has the labels that may be served, and each opens', async () => {
      const { labels } = await site().ask(labelsQuery, { filter: {}, first: 50, after: null })
      await visit(site(), '/labels', async (page) => {
        await page.locator('td.item a').first().waitFor()
        const hrefs = await Promise.all((await page.locator('td.item a').all()).map((a) => a.getAttribute('href')))
        assert.deepEqual(
          hrefs,
          labels.nodes.map((node) => `/labels/${node.id}`),
        )
        await page.locator('td.item a').first().click()
        await page.locator('.verdict').waitFor()
      })
    })

    test('is filtered by dataset and class through the URL', async () => {
      const { label } = site()
      const filter = { dataset: label.dataset.id, value: label.value ?? 0 }
      const { labels } = await site().ask(labelsQuery, { filter, first: 50, after: null })
      await visit(site(), '/labels', async (page) => {
        await page.locator(`option[value="${label.dataset.id}"]`).waitFor({ state: 'attached' })
        await page.getByLabel('Dataset').selectOption(label.dataset.id)
        await page.getByLabel('Class').selectOption(String(label.value))
        await page.waitForURL(`**/labels?dataset=${label.dataset.id}&class=${label.value}`)
        await page.getByText(new RegExp(`^${labels.nodes.length} labels? shown`)).waitFor()
        assert.deepEqual(new Set(await cells(page, 'Label')), new Set([label.class]))
      })
    })

    test('says so when nothing matches', async () => {
      await visit(site(), `/labels?batch=0x${'0'.repeat(64)}`, (page) => page.getByText('Nothing matches').waitFor())
    })
  })
}
