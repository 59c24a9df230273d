import { after, before, describe } from 'node:test'
import { annotatorsQuery, labelsQuery } from '../../dashboard/src/api/queries.ts'
import { startStack } from '../support/stack.ts'
import { testAccessibility } from './pages/accessibility.ts'
import { testAnnotatorPage } from './pages/annotator.ts'
import { testAnnotatorsPage } from './pages/annotators.ts'
import { type Browser, findChromium, startBrowser } from './pages/browser.ts'
import { testLabelPages } from './pages/labels.ts'
import { ask, type Site } from './pages/site.ts'
import { testStates } from './pages/states.ts'

const chromium = findChromium()
const skip = chromium ? false : 'no Chromium found: set CHROMIUM_PATH to test the pages'

describe('the pages in a real browser over a real stack', { skip }, () => {
  let stack: Awaited<ReturnType<typeof startStack>> | undefined
  let browser: Browser | undefined
  let found: Site | undefined

  const site = (): Site => {
    if (!found) throw new Error('the stack did not start')
    return found
  }

  before(async () => {
    stack = await startStack()
    browser = await startBrowser(chromium ?? '')
    found = await discover(stack.url, browser)
  })

  after(async () => {
    await browser?.close()
    await stack?.close()
  })

  testAnnotatorsPage(site)
  testAnnotatorPage(site)
  testLabelPages(site)
  testStates(site)
  testAccessibility(site)
})

/** Learns from the API what the stack holds, so that the tests stand on no particular data. */
async function discover(url: string, { context }: Browser): Promise<Site> {
  const { annotators } = await ask(url, annotatorsQuery, { filter: {}, first: 1000, after: null, orderBy: 'SCORE' })
  const { labels } = await ask(url, labelsQuery, { filter: {}, first: 1, after: null })
  const [label] = labels.nodes
  if (annotators.nodes.length === 0 || !label) throw new Error('the stack holds no annotator or no verified label')
  return {
    url,
    context,
    annotators: annotators.nodes,
    label,
    ask: (query, variables) => ask(url, query, variables),
  }
}
