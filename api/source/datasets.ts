import { dataOfFailed, type SubgraphClient } from './client.ts'
import { createPageReader, readAll } from './pages.ts'
import { PROJECT, PROTOCOL, type ProjectRow, type ProtocolRow } from './rows.ts'

const readPage = createPageReader<ProjectRow>({
  field: 'projects',
  filter: 'Project_filter',
  selection: PROJECT,
  orderBy: 'id',
  direction: 'asc',
})

/** All projects, newest first. A request for every 1000 of them. */
export async function readProjects(client: SubgraphClient, hash: string): Promise<ProjectRow[]> {
  const projects: ProjectRow[] = []
  const pages = readAll(readPage, client, { where: {}, first: 1000, hash }, (last) => ({ id_gt: last.id }))
  for await (const page of pages) projects.push(...page.rows)
  return projects.sort((a, b) => (BigInt(a.created.order) < BigInt(b.created.order) ? 1 : -1))
}

// Also of a subgraph that stopped at an error: the status page is where one looks then.
const READ_PROTOCOL = `query Protocol($block: Block_height!) {
  protocol(id: "0x00", block: $block, subgraphError: allow) { ${PROTOCOL} }
}`

const NOTHING_YET: ProtocolRow = {
  projects: 0,
  batches: 0,
  settled: 0,
  labels: 0,
  verified: 0,
  noConsensus: 0,
  overturned: 0,
  disputes: 0,
  slashes: 0,
  annotators: 0,
  submissions: 0,
}

/** Counts of the whole protocol; zeros before its first event. */
export async function readProtocol(client: SubgraphClient, hash: string): Promise<ProtocolRow> {
  const { protocol } = await client
    .request<{ protocol: ProtocolRow | null }>(READ_PROTOCOL, { block: { hash } })
    .catch(dataOfFailed<{ protocol: ProtocolRow | null }>)
  return protocol ?? NOTHING_YET
}
