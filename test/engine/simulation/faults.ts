import { alter, alterLogs, asksRange, hex, type Log, rangeOf, refuse } from '../chain/faulty/faults.ts'
import type { Fault, RpcRequest } from '../chain/faulty/proxy.ts'
import type { Random } from '../equivalence/random.ts'

/** What goes wrong with a request of a kind, by its number in the catalogue of faults. */
export type SimFault = {
  readonly name: string
  fits(request: RpcRequest): boolean
  /** Only proofs show it. */
  readonly needsProof?: true
} & (
  | { answer(random: Random, request: RpcRequest): Fault }
  /** To the whole HTTP answer. */
  | { send(body: () => string, signal: AbortSignal | null | undefined, random: Random): Promise<Response> }
)

/** Fits every request. */
export const any = () => true
const asks =
  (...methods: readonly string[]) =>
  ({ method }: RpcRequest) =>
    methods.includes(method)
const asksLogs = asks('eth_getLogs')
const asksHeader = ({ method, params }: RpcRequest) => method === 'eth_getBlockByNumber' && params[0] !== 'latest'
const asksHead = ({ method, params }: RpcRequest) => method === 'eth_getBlockByNumber' && params[0] === 'latest'
const isLong = (request: RpcRequest) => asksRange(request) && rangeOf(request).blocks > 1
const asksBlock = asks('eth_getBlockByHash')

const page = '<html><title>503 Service Temporarily Unavailable</title></html>'
const respond = (status: number, body = '', headers: Record<string, string> = {}) =>
  Promise.resolve(new Response(body, { status, headers }))
const failed = (code: string) => Promise.reject(new TypeError('fetch failed', { cause: new Error(code) }))

/** Never an answer, or none after the first half, until the caller gives up. */
function hang(signal: AbortSignal | null | undefined, head: string): Promise<Response> {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(head))
      signal?.addEventListener('abort', () => controller.error(signal.reason), { once: true })
    },
  })
  return Promise.resolve(new Response(body))
}

/** Changes one of the logs. */
const changeLog = (change: (log: Log) => object) => (random: Random) =>
  alterLogs((logs) => {
    const at = random.int(0, Math.max(0, logs.length - 1))
    return logs.map((log, index) => (index === at ? { ...log, ...change(log) } : log))
  })

/** A whole block's logs are missing. */
const withoutBlock = (random: Random) =>
  alterLogs((logs) => {
    const gone = logs.length === 0 ? undefined : random.pick(logs).blockNumber
    return logs.filter(({ blockNumber }) => blockNumber !== gone)
  })

const error = (message: string, code?: number, data?: unknown) => () => refuse(message, code, data)
const rpc = (
  name: string,
  fits: SimFault['fits'],
  answer: (random: Random, request: RpcRequest) => Fault,
): SimFault => ({ name, fits, answer })
const proof = (name: string, fits: SimFault['fits'], answer: (random: Random) => Fault): SimFault => ({
  name,
  fits,
  answer,
  needsProof: true,
})
const http = (
  name: string,
  send: (body: () => string, signal: AbortSignal | null | undefined, random: Random) => Promise<Response>,
): SimFault => ({ name, fits: any, send })

/** R13 R14 R26 R27 R29 R32 R38 R40 are the work of views, forks and rates, not of a single answer. */
export const FAULTS: readonly SimFault[] = [
  rpc('R1', isLong, (random, request) => {
    const { from, blocks } = rangeOf(request)
    const fewer = random.int(1, blocks - 1)
    const hint = `[${hex(from)}, ${hex(from + fewer - 1)}]`
    return refuse(`query returned more than 10000 results. Try with this block range ${hint}.`)
  }),
  rpc('R1', isLong, (random) => refuse(`exceed maximum block range: ${random.int(1, 30)}`, -32701)),
  rpc('R2', isLong, error('nope, dear', -32602)),
  rpc('R3', asksLogs, error('response too large')),
  rpc('R4', any, error('rate limit exceeded', -32005, { rate: { backoff_seconds: 0.002 } })),
  http('R4', () => respond(429, '', { 'retry-after': '0' })),
  http('R5', (_body, _signal, random) => respond(random.pick([500, 502, 503, 504]), page)),
  http('R5', () => respond(200, page)),
  http('R6', (_body, _signal, random) => respond(random.pick([401, 403]), 'no such key')),
  http('R7', (_body, _signal, random) => failed(random.pick(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND']))),
  http('R8', (body, signal, random) => hang(signal, random.chance(0.5) ? '' : body().slice(0, 20))),
  http('R9', (body, _signal, random) => respond(200, body().slice(0, -random.int(1, 20)))),
  rpc('R10', any, () => ({ alter: ({ id }) => ({ id }) })),
  rpc('R10', any, () => ({ alter: () => undefined })),
  rpc('R11', any, () => ({ alter: (answer) => ({ ...answer, id: -1 }) })),
  http('R11', (body) => {
    const answers = JSON.parse(body())
    return respond(200, JSON.stringify(Array.isArray(answers) ? answers.reverse() : answers))
  }),
  rpc('R12', asksHead, () => ({ result: null })),
  rpc('R15', asksLogs, () => ({ result: [] })),
  rpc('R16', asksLogs, withoutBlock),
  proof('R16', asksLogs, () => alterLogs((logs) => logs.slice(0, -1))),
  rpc('R16', asks('eth_getBlockReceipts'), () => alter<unknown[]>((receipts) => receipts?.slice(0, -1) ?? null)),
  rpc('R17', asksLogs, () => alterLogs((logs) => [...logs, ...logs])),
  rpc('R17', asksLogs, () =>
    alterLogs((logs) => [...logs, ...logs.slice(0, 1).map((log) => ({ ...log, data: '0x' }))]),
  ),
  rpc(
    'R18',
    asksLogs,
    changeLog(() => ({ removed: true })),
  ),
  rpc(
    'R19',
    asksLogs,
    changeLog(() => ({ blockHash: `0x${'22'.repeat(32)}` })),
  ),
  rpc(
    'R20',
    asksRange,
    changeLog(() => ({ blockNumber: '0xfffff' })),
  ),
  rpc(
    'R20',
    asksLogs,
    changeLog(() => ({ address: `0x${'07'.repeat(20)}` })),
  ),
  rpc('R21', asksLogs, () => alterLogs((logs) => logs.toReversed())),
  proof(
    'R22',
    asksLogs,
    changeLog(({ logIndex }) => ({ logIndex: hex(Number(logIndex) + 1) })),
  ),
  rpc(
    'R23',
    asksLogs,
    changeLog(({ logIndex }) => ({ logIndex: Number(logIndex) })),
  ),
  rpc(
    'R23',
    asksLogs,
    changeLog(({ blockNumber }) => ({ blockNumber: `0X00${blockNumber.slice(2)}` })),
  ),
  rpc(
    'R23',
    asksLogs,
    changeLog(() => ({ data: '0x123' })),
  ),
  rpc(
    'R24',
    asksLogs,
    changeLog(() => ({ transactionHash: null })),
  ),
  rpc(
    'R24',
    asksLogs,
    changeLog(() => ({ logIndex: null })),
  ),
  rpc(
    'R25',
    asksLogs,
    changeLog(() => ({ blockNumber: '0xffffffffffffffff' })),
  ),
  rpc(
    'R29',
    (request) => asksHeader(request) || asksBlock(request),
    () => ({ result: null }),
  ),
  rpc('R30', asksLogs, error('pruned history unavailable', 4444)),
  rpc('R31', asks('eth_chainId'), () => ({ result: '0x5' })),
  proof('R33', asksHeader, () => alter<object | null>((block) => block && { ...block, gasUsed: '0x99' })),
  proof('R33', asksHeader, () =>
    alter<object | null>((block) => block && { ...block, logsBloom: `0x${'00'.repeat(256)}` }),
  ),
  rpc('R37', asks('eth_call'), error('missing trie node 5a7e (path )')),
  rpc('R37', asks('eth_call'), error('header not found')),
  http('R39', () => respond(413, 'response too large')),
]
