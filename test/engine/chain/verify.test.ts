import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { type Chain, createChain, type LogCheck, type Rpc, type RpcCall } from '../../../engine/chain/index.ts'
import { ledgerChain } from '../support/engine.ts'
import { address, LEDGER, moveTransaction, TOPIC0 } from '../support/ledger.ts'
import type { Log } from './faulty/faults.ts'
import { random } from './faulty/scene.ts'

const SEED = Number(process.env.SEED ?? 20_260_101)
const ROUNDS = 1_000

type Receipt = { logs: Log[]; transactionHash: string } & Record<string, unknown>
type Answers = { logs: Log[]; receipts: Map<string, Receipt[]>; headers: Map<string, Record<string, string>> }
type Next = (below: number) => number

/** All answers that a range needs, once; then from memory, so that each can be another. */
async function record(t: TestContext) {
  const chain = await ledgerChain(t)
  for (let block = 0; block < 8; block++) {
    const move = (amount: number) => moveTransaction({ from: address(1), to: address(2), amount: BigInt(amount) }, 2)
    await chain.mineTransactions(Array.from({ length: block % 4 }, (_, index) => move(index + 1)))
  }
  const kept = new Map<string, unknown>()
  const keeping = async (call: RpcCall) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, ...call })
    const response = await fetch(chain.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const { result } = (await response.json()) as { result: unknown }
    kept.set(JSON.stringify(call), result)
    return result
  }
  await fetchAll(chainOf(keeping), await chain.height())
  return { kept, height: await chain.height() }
}

function chainOf(answer: (call: RpcCall) => unknown, check: LogCheck = 'proof'): Chain {
  const rpc: Rpc = {
    shown: 'http://node.example',
    call: async (method, params) => answer({ method, params }),
    batch: async (calls) => Promise.all(calls.map(answer)),
  }
  return createChain(rpc, { check })
}

const filters = [{ addresses: [LEDGER], topics0: [TOPIC0] }]
const fetchAll = (chain: Chain, to: number, unread = new Set<string>()) =>
  chain.fetchRange({ filters, from: 0, to, unread })

/** The kept answers as one chain of facts; changes to them show in every answer that repeats them. */
function copyOf(kept: ReadonlyMap<string, unknown>, check?: LogCheck) {
  const copy = structuredClone(kept) as Map<string, unknown>
  const facts: Answers = { logs: [], receipts: new Map(), headers: new Map() }
  for (const [key, answer] of copy) {
    const { method, params } = JSON.parse(key) as RpcCall
    if (method === 'eth_getLogs') facts.logs = answer as Log[]
    if (method === 'eth_getBlockReceipts') facts.receipts.set(String(params[0]), answer as Receipt[])
    if (method === 'eth_getBlockByNumber') facts.headers.set(key, answer as Record<string, string>)
  }
  const chain = chainOf((call) => {
    const key = JSON.stringify(call)
    return call.method === 'eth_getLogs' ? facts.logs : copy.get(key)
  }, check)
  return { facts, chain }
}

const pick = <T>(next: Next, items: readonly T[]): T => {
  const item = items[next(items.length)]
  if (item === undefined) throw new RangeError('nothing to pick from')
  return item
}

/** Another digit somewhere after `0x`. */
function otherDigit(next: Next, hex: string): string {
  if (hex.length === 2) return '0x01'
  const at = 2 + next(hex.length - 2)
  const digit = ((Number.parseInt(hex.charAt(at), 16) + 1 + next(15)) % 16).toString(16)
  return `${hex.slice(0, at)}${digit}${hex.slice(at + 1)}`
}

function alterLog(next: Next, log: Log): void {
  const field = pick(next, ['address', 'topic', 'data', 'blockHash', 'transactionHash', 'transactionIndex', 'logIndex'])
  if (field === 'topic') log.topics[next(3)] = otherDigit(next, log.topics[next(3)] ?? '0x')
  else log[field] = otherDigit(next, String(log[field]))
}

const HEADER_FIELDS = [
  'parentHash',
  'sha3Uncles',
  'miner',
  'stateRoot',
  'transactionsRoot',
  'receiptsRoot',
  'logsBloom',
  'number',
  'gasLimit',
  'gasUsed',
  'timestamp',
  'mixHash',
  'nonce',
  'baseFeePerGas',
  'withdrawalsRoot',
  'parentBeaconBlockRoot',
  'requestsHash',
  'hash',
] as const

/** Ways to lie. Those with `both` lie alike in the logs and in the receipts. */
const LIES: Readonly<Record<string, (next: Next, facts: Answers) => void>> = {
  withhold: (next, { logs }) => void logs.splice(next(logs.length), 1),
  'withhold all': (_next, { logs }) => void logs.splice(0),
  add: (next, { logs }) =>
    void logs.push({ ...structuredClone(pick(next, logs)), logIndex: `0x${(90 + next(9)).toString(16)}` }),
  alter: (next, { logs }) => alterLog(next, pick(next, logs)),
  'withhold both': (next, { logs, receipts }) => {
    const log = pick(next, logs)
    logs.splice(logs.indexOf(log), 1)
    for (const receipt of [...receipts.values()].flat()) {
      receipt.logs = receipt.logs.filter((other) => !isSame(other, log))
    }
  },
  'add both': (next, { logs, receipts }) => {
    const receipt = pick(
      next,
      [...receipts.values()].flat().filter((item) => item.logs.length > 0),
    )
    const extra = structuredClone(pick(next, receipt.logs))
    extra.logIndex = '0x63'
    receipt.logs.push(extra)
    logs.push(structuredClone(extra))
  },
  'alter both': (next, { logs, receipts }) => {
    const log = pick(next, logs)
    const twin = [...receipts.values()]
      .flat()
      .flatMap((receipt) => receipt.logs)
      .find((other) => isSame(other, log))
    alterLog(next, log)
    if (twin !== undefined) Object.assign(twin, structuredClone(log))
  },
  'receipt field': (next, { receipts }) => {
    const receipt = pick(next, [...receipts.values()].flat())
    const field = pick(next, ['status', 'cumulativeGasUsed', 'type'])
    receipt[field] = otherDigit(next, String(receipt[field]))
  },
  'receipt gone': (next, { receipts }) => void pick(next, [...receipts.values()]).pop(),
  header: (next, { headers }) => {
    const header = pick(next, [...headers.values()])
    const field = pick(next, HEADER_FIELDS)
    header[field] = otherDigit(next, String(header[field]))
  },
}

const isSame = (a: Log, b: Log) => a.blockNumber === b.blockNumber && a.logIndex === b.logIndex

describe('with --verify', () => {
  it(`refuses ${ROUNDS} of ${ROUNDS} answers that were tampered with (seed ${SEED})`, async (t) => {
    const { kept, height } = await record(t)
    const honest = await fetchAll(copyOf(kept).chain, height)
    assert.ok(honest.blocks.length > 4)
    const places = await fetchAll(copyOf(kept).chain, height, new Set([TOPIC0]))
    assert.deepEqual(
      places.blocks.map(({ logs }) => logs),
      honest.blocks.map(({ logs }) => logs),
    )
    const next = random(SEED)
    const tried = new Map<string, number>()
    for (let round = 0; round < ROUNDS; ) {
      const { facts, chain } = copyOf(kept)
      const [name, lie] = pick(next, Object.entries(LIES))
      const before = JSON.stringify([facts.logs, [...facts.receipts], [...facts.headers]])
      lie(next, facts)
      // A topic may have become another one that is the same.
      if (JSON.stringify([facts.logs, [...facts.receipts], [...facts.headers]]) === before) continue
      round++
      tried.set(name, (tried.get(name) ?? 0) + 1)
      // With whole transactions, and with their places alone.
      await assert.rejects(
        fetchAll(chain, height, round % 2 === 0 ? new Set() : new Set([TOPIC0])),
        (error: Error) => ['RpcError', 'ChainMovedError'].includes(error.name),
        `${name} in round ${round} (seed ${SEED}) was taken`,
      )
    }
    assert.equal(tried.size, Object.keys(LIES).length)
    t.diagnostic([...tried].map(([name, count]) => `${name} ${count}`).join(', '))
  })
  it('the control: with the blooms alone a lie is taken', async (t) => {
    const { kept, height } = await record(t)
    const { facts, chain } = copyOf(kept, 'bloom')
    LIES['withhold both']?.(random(SEED), facts)
    const { blocks } = await fetchAll(chain, height)
    const honest = await fetchAll(copyOf(kept).chain, height)
    const count = (all: typeof blocks) => all.reduce((sum, { logs }) => sum + logs.length, 0)
    assert.equal(count(blocks), count(honest.blocks) - 1)
  })
})
