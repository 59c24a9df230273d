import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ApiError } from './errors.ts'
import { createApi, createJsonLogger, openContentFolder, openContentGateway } from './index.ts'
import { HELP, type Options, OptionsError, parseOptions } from './options.ts'
import { readHead } from './source/blocks.ts'
import { createSubgraphClient } from './source/client.ts'

try {
  const options = parseOptions(process.argv.slice(2), process.env)
  if (options === 'help') process.stdout.write(HELP)
  else await serve(options)
} catch (error) {
  // One line: what was wrong with what was asked for, or with where it was asked for.
  process.stderr.write(`labelproof-api: ${describe(error)}\n`)
  process.exitCode = 2
}

async function serve(options: Options): Promise<void> {
  const logger = createJsonLogger(
    (line) => process.stderr.write(line),
    () => new Date(),
  )
  const { subgraph, chainId, host, port, dashboard } = options
  if (dashboard !== undefined && !existsSync(join(dashboard, 'index.html'))) {
    throw new OptionsError(`--dashboard ${dashboard} has no index.html: build the dashboard first`)
  }
  const { block } = await readHead(createSubgraphClient({ url: subgraph }, 10_000)).catch((error: unknown) => {
    throw new OptionsError(
      `--subgraph ${withoutCredentials(subgraph)}: ${error instanceof ApiError ? reason(error) : String(error)}; check the URL, and that it indexes`,
    )
  })
  const content =
    'folder' in options.content
      ? openContentFolder(options.content.folder)
      : openContentGateway(options.content.gateway)
  const api = await createApi({
    subgraph: { url: subgraph },
    content,
    chainId,
    logger,
    ...(dashboard !== undefined && { dashboardDir: dashboard }),
  })
  const listening = await api.listen({ host, port })
  logger.info('listening', { url: listening.url, block: block.number })

  let closing = false
  const close = () => {
    if (closing) return
    closing = true
    listening.close().catch((error: unknown) => {
      logger.error('closing failed', { error: String(error) })
      process.exitCode = 1
    })
  }
  process.on('SIGINT', close)
  process.on('SIGTERM', close)
}

/** What lies under the API's own words, such as a refused connection. */
function reason({ message, cause }: ApiError): string {
  let deepest: unknown = cause
  while (deepest instanceof Error && deepest.cause instanceof Error) deepest = deepest.cause
  return deepest instanceof Error ? deepest.message : message
}

function withoutCredentials(url: string): string {
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && error.code === 'EADDRINUSE') return `${error.message}: choose another --port`
  return error.message
}
