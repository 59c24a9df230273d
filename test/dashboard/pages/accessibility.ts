import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import axe, { type AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { type Site, visit } from './site.ts'

export function testAccessibility(site: () => Site): void {
  const pages: Record<string, { path: () => string; ready: string }> = {
    leaderboard: { path: () => '/', ready: 'td[data-name="Address"]' },
    annotator: { path: () => `/annotators/${site().annotators[0]?.address}`, ready: '.chart svg' },
    labels: { path: () => '/labels?status=any', ready: 'td.item' },
    label: { path: () => `/labels/${site().label.id}`, ready: '.timeline li' },
    'empty list': { path: () => '/?min=999999999', ready: '.empty' },
  }

  for (const [name, { path, ready }] of Object.entries(pages)) {
    describe(`the ${name} page`, () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        test(`has no serious accessibility violation in ${colorScheme}`, async () => {
          const act = async (page: Page) => {
            await page.locator(ready).first().waitFor()
            assert.deepEqual(await seriousViolations(page), [])
          }
          await visit(site(), path(), act, { colorScheme })
        })
      }

      test('fits a narrow screen without scrolling sideways', async () => {
        const act = async (page: Page) => {
          await page.locator(ready).first().waitFor()
          assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390)
          assert.deepEqual(await seriousViolations(page), [])
        }
        await visit(site(), path(), act, { width: 390 })
      })
    })
  }

  test('the content security policy allows no inline script or style', async () => {
    const policy = (await fetch(site().url)).headers.get('content-security-policy') ?? ''
    assert.match(policy, /script-src 'self'(;|$)/)
    assert.match(policy, /style-src 'self'(;|$)/)
  })
}

// Evaluated as text by the debugger: a script element would be refused by the content security policy.
async function seriousViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`)
}
