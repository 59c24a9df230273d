import assert from 'node:assert/strict'
import type { BrowserContext, Page, Route } from 'playwright-core'
import type { Query } from '../../../dashboard/src/api/queries.ts'
import type { AnnotatorRow, LabelRow } from '../../../dashboard/src/api/types.ts'

/** The running stack, the browser, and what the stack is known to hold. */
export type Site = {
  readonly url: string
  readonly context: BrowserContext
  /** All annotators by score, and the first verified label. */
  readonly annotators: readonly AnnotatorRow[]
  readonly label: LabelRow
  ask<Data, Variables>(query: Query<Data, Variables>, variables: Variables): Promise<Data>
}

/** Asks the stack's API as any client would. */
export async function ask<Data, Variables>(
  url: string,
  query: Query<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const response = await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: query.text, variables }),
  })
  const { data, errors } = (await response.json()) as { data?: Data; errors?: { message: string }[] }
  if (!data || errors) throw new Error(`the API refused: ${JSON.stringify(errors)}`)
  return data
}

type VisitOptions = {
  colorScheme?: 'light' | 'dark'
  width?: number
  /** Stands between the page and the API. */
  api?: (route: Route) => Promise<void> | void
  /** Complaints that the test provokes itself. */
  expected?: RegExp
}

/**
 * Opens a page, hands it over, and closes it. Fails on anything the console complains of: errors, and what the content
 * security policy refused.
 */
export async function visit(
  { context, url }: Pick<Site, 'context' | 'url'>,
  path: string,
  act: (page: Page) => Promise<void>,
  { colorScheme = 'light', width = 1280, api, expected }: VisitOptions = {},
): Promise<void> {
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  try {
    page.setDefaultTimeout(20_000)
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 800 })
    if (api) await page.route('**/graphql', api)
    const response = await page.goto(new URL(path, url).href)
    assert.equal(response?.status(), 200)
    await act(page)
  } finally {
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.close()
  }
  assert.deepEqual(
    complaints.filter((complaint) => !expected?.test(complaint)),
    [],
  )
}

/** The operation that a request asks for, such as `Annotators`. */
export function operationOf(route: Route): string {
  const { query } = route.request().postDataJSON() as { query: string }
  return /query (\w+)/.exec(query)?.[1] ?? ''
}

/** Lets every request through but one operation's, whose data is what `change` makes of it. */
export function changing(operation: string, change: (data: never, variables: never) => unknown) {
  return async (route: Route) => {
    if (operationOf(route) !== operation) return route.continue()
    const { variables } = route.request().postDataJSON() as { variables: never }
    const response = await route.fetch()
    const { data } = (await response.json()) as { data: never }
    await route.fulfill({ json: { data: change(data, variables) } })
  }
}

/** Texts of a column's cells, as they are read. */
export function cells(page: Page, column: string): Promise<string[]> {
  return page.locator(`tbody td[data-name="${column}"]`).allInnerTexts()
}

/** Addresses of the leaderboard's rows. */
export async function shownAddresses(page: Page): Promise<string[]> {
  const links = page.locator('td[data-name="Address"] a')
  await links.first().waitFor()
  const titles = await links.all()
  return Promise.all(titles.map(async (link) => (await link.getAttribute('title')) ?? ''))
}
