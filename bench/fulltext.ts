/**
 * Measures fulltext search on a store of 100,000 entities of 35 words each and writes `fulltext.json` beside this file:
 * `node bench/fulltext.ts [--entities 100000] [--runs 3]`. Times are of the processor, of one query at a time, in
 * milliseconds: the median of the runs. What is found is counted up to 10,000.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createQueryService } from '../engine/query/index.ts'
import { parseSchema } from '../engine/schema/index.ts'
import { openStore } from '../engine/store/index.ts'

const SCHEMA = parseSchema(`
  type _Schema_ @fulltext(
    name: "find", language: en, algorithm: rank,
    include: [{ entity: "Post", fields: [{ name: "title" }, { name: "body" }] }]
  )
  type Post @entity(immutable: true) { id: ID! title: String! body: String! }
`)
const VOCABULARY = 5_000
const PER_BLOCK = 1_000

const { values } = parseArgs({
  options: { entities: { type: 'string', default: '100000' }, runs: { type: 'string', default: '3' } },
})
const [entities, runs] = [Number(values.entities), Number(values.runs)]

let state = 1
/** The same numbers from 0 below `limit` in every run. */
function next(limit: number): number {
  state = (state * 48_271) % 2_147_483_647
  return state % limit
}

/** A word of syllables; the lower its number, the more often it is used. */
const word = (n: number): string =>
  n.toString(10).replace(/./g, (digit) => 'ba ce di fo gu ha ke li mo nu'.split(' ')[Number(digit)] ?? '')
const sentence = (length: number): string =>
  Array.from({ length }, () => word(Math.min(next(VOCABULARY), next(VOCABULARY), next(VOCABULARY)) + 1_000)).join(' ')

const QUERIES = {
  'a rare word': word(5_900),
  'a common word': word(1_003),
  'two common words': `${word(1_003)} & ${word(1_009)}`,
  'either of two common words': `${word(1_003)} | ${word(1_009)}`,
  'the beginning of a word': `${word(5_900).slice(0, 5)}:*`,
  'all without a word': `!${word(1_003)}`,
}

const folder = mkdtempSync(join(tmpdir(), 'labelproof-fulltext-'))
try {
  const store = openStore({ path: join(folder, 'store.sqlite'), schema: SCHEMA, deployment: 'QmFulltext' })
  for (let block = 1; block <= entities / PER_BLOCK; block++) {
    const changes = Array.from({ length: PER_BLOCK }, (_, i) => {
      const id = `${block}-${i}`
      return { type: 'Post', id, entity: { id, title: sentence(5), body: sentence(30) } }
    })
    const header = { number: block, hash: `0x${block}`, parentHash: `0x${block - 1}`, timestamp: block }
    store.transact([{ block: header, changes }])
  }
  const service = createQueryService({
    ...{ schema: SCHEMA, store, deployment: 'QmFulltext' },
    hasIndexingErrors: () => false,
  })
  const searches: Record<string, { found: number; cpuMs: number }> = {}
  for (const [name, text] of Object.entries(QUERIES)) {
    const times: number[] = []
    for (let run = 0; run < runs; run++) {
      const before = process.cpuUsage()
      await service.execute({ query: `{ find(text: "${text}", first: 1000) { id } }` })
      const { user, system } = process.cpuUsage(before)
      times.push((user + system) / 1_000)
    }
    const found = await countAll(text)
    searches[name] = { found, cpuMs: Math.round(times.sort((a, b) => a - b)[runs >> 1] ?? 0) }
  }
  service.close()
  store.close()

  async function countAll(text: string): Promise<number> {
    let found = 0
    for (let page = 0; ; page++) {
      const query = `{ find(text: "${text}", first: 1000, skip: ${page * 1_000}) { id } }`
      const { data } = (await service.execute({ query })) as { data: { find: unknown[] } }
      found += data.find.length
      if (data.find.length < 1_000 || page === 9) return found
    }
  }

  const report = {
    command: `node bench/fulltext.ts --entities ${entities} --runs ${runs}`,
    machine: `${cpus().length} cores, ${cpus()[0]?.model.trim()}, Node ${process.version}`,
    searches,
  }
  writeFileSync(join(import.meta.dirname, 'fulltext.json'), `${JSON.stringify(report, null, 2)}\n`)
  console.log(JSON.stringify(report, null, 2))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
