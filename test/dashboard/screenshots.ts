/**
 * Takes the screenshots of docs/dashboard.md: `node test/dashboard/screenshots.ts [FOLDER]`, from a simulated project with seed 1.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { startStack } from '../support/stack.ts'

const folder = process.argv[2] ?? join(import.meta.dirname, '..', '..', 'docs', 'images')
mkdirSync(folder, { recursive: true })

type Names = { annotator: string; label: string }

/** A well-rated annotator and a label that its panel did not agree on entirely. */
async function choose(url: string): Promise<Names> {
  const query = `{ annotators(first: 1) { nodes { address } } labels(first: 200) { nodes { id tier } } }`
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  const { data } = (await response.json()) as {
    data: { annotators: { nodes: { address: string }[] }; labels: { nodes: { id: string; tier: string }[] } }
  }
  const label = data.labels.nodes.find(({ tier }) => tier === 'majority')
  const [annotator] = data.annotators.nodes
  if (label === undefined || annotator === undefined) throw new Error('the stack serves no labels')
  return { annotator: annotator.address, label: label.id }
}

const stack = await startStack({ items: 600 })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
})
try {
  const { annotator, label } = await choose(stack.url)
  const pages = { annotators: '/', annotator: `/annotators/${annotator}`, labels: '/labels', label: `/labels/${label}` }
  const looks = [
    { name: 'desktop', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
    { name: 'phone', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
  ] as const
  for (const { name, viewport, colorScheme } of looks) {
    const page = await browser.newPage({ viewport, colorScheme })
    for (const [title, path] of Object.entries(pages)) {
      await page.goto(`${stack.url}${path}`, { waitUntil: 'networkidle' })
      await page.screenshot({ path: join(folder, `${title}-${name}.png`) })
    }
    await page.close()
  }
} finally {
  await browser.close()
  await stack.close()
}
