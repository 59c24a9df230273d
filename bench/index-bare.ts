import { DatabaseSync } from 'node:sqlite'
import { EMPTY_BLOCKS, HEAD, request, TOKEN, TRANSFER } from './index-chain.ts'

type Log = {
  readonly topics: readonly [string, string, string]
  readonly data: string
  readonly blockNumber: string
  readonly transactionHash: string
  readonly logIndex: string
}

const BLOCKS_PER_REQUEST = 20

/**
 * What any indexer has to do at least: fetch the logs, decode them, insert a row for each. No entities, no history, no
 * check of the chain; the next range is fetched meanwhile.
 * @returns the number of events
 */
export async function runBareLoop(url: string, path: string): Promise<number> {
  const db = new DatabaseSync(path)
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE transfer (id BLOB PRIMARY KEY, sender BLOB, receiver BLOB, amount TEXT, block INTEGER)`)
  const insert = db.prepare('INSERT INTO transfer VALUES (?, ?, ?, ?, ?)')
  let events = 0
  let next = fetchLogs(url, EMPTY_BLOCKS + 1)
  for (let from = EMPTY_BLOCKS + 1; from <= HEAD; from += BLOCKS_PER_REQUEST) {
    const logs = await next
    next = fetchLogs(url, from + BLOCKS_PER_REQUEST)
    db.exec('BEGIN')
    for (const { topics, data, blockNumber, transactionHash, logIndex } of logs) {
      const id = Buffer.from(transactionHash.slice(2) + Number(logIndex).toString(16).padStart(8, '0'), 'hex')
      const [sender, receiver] = [Buffer.from(topics[1].slice(26), 'hex'), Buffer.from(topics[2].slice(26), 'hex')]
      insert.run(id, sender, receiver, BigInt(data).toString(), Number(blockNumber))
    }
    db.exec('COMMIT')
    events += logs.length
  }
  db.close()
  return events
}

async function fetchLogs(url: string, from: number): Promise<Log[]> {
  if (from > HEAD) return []
  const to = Math.min(HEAD, from + BLOCKS_PER_REQUEST - 1)
  const filter = { address: TOKEN, topics: [TRANSFER], fromBlock: hex(from), toBlock: hex(to) }
  return request<Log[]>(url, 'eth_getLogs', [filter])
}

function hex(number: number): string {
  return `0x${number.toString(16)}`
}
