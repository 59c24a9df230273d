import { type BlockWithLogs, type ChainCall, type ChainLog, wordsOf } from '../chain/index.ts'
import type { DataSource, EventHandler } from '../manifest/index.ts'
import {
  AbiError,
  type CallTrigger,
  type ChainReceipt,
  DeterministicError,
  decodeEvent,
  type EventParams,
  type EventTrigger,
  EventWords,
  isWhole,
} from '../runtime/index.ts'
import type { Logger } from '../types.ts'
import { HandlerError } from './failure.ts'
import { calledContracts, findCallHandler, logsAndCalls } from './match-calls.ts'
import type { ActiveSource, Sources } from './sources.ts'

const RECEIPTS_VERSION = '0.0.7'

/** A handler of a data source with the trigger that it is to run on: an event, or else the block. */
export type MatchedTrigger = ActiveSource & {
  readonly handler: string
  readonly event?: { readonly handler: EventHandler; readonly trigger: EventTrigger }
  readonly call?: CallTrigger
}

/**
 * What the data sources from index `since` on are to run on a block, in graph-node's order: block handlers that run
 * once, then logs and calls, then other block handlers; for each, data sources in the order of their creation.
 * @throws HandlerError when a data source has two handlers for one log
 */
export function matchTriggers(sources: Sources, since: number, block: BlockWithLogs, logger: Logger): MatchedTrigger[] {
  const { number } = block.header
  const running = sources.withBlockHandlers(since).filter(({ source }) => isRunning(source, number))
  const onBlock = (kind: 'once' | 'polling') =>
    running.flatMap((active): MatchedTrigger[] => {
      const handler = findBlockHandler(active.source, number, kind)
      return handler === undefined ? [] : [{ ...active, handler }]
    })
  const transactions = new Map(block.block.transactions.map((transaction) => [transaction.hash, transaction]))
  const matched = onBlock('once')
  // Many logs of a block are of one contract.
  let address = ''
  let following: readonly ActiveSource[] = []
  for (const log of logsAndCalls(block)) {
    if ('place' in log) {
      matched.push(...matchCall(log))
      continue
    }
    if (log.address !== address) {
      address = log.address
      following = sources.of(address, since)
    }
    for (const active of following) {
      if (!isRunning(active.source, number)) continue
      const found = findEventHandler(active.source, log, logger)
      if (found === undefined) continue
      const receipt = seesReceipt(active.source) && wantsReceipt(following, log) ? getReceipt(block, log) : undefined
      const trigger = {
        block: block.block,
        transaction: getTransaction(transactions, log),
        address,
        logIndex: log.logIndex,
        params: found.params,
        ...(receipt && { receipt }),
      }
      const { source, program } = active
      const { handler } = found
      matched.push({ source, program, handler: handler.handler, event: { handler, trigger } })
    }
  }
  return [...matched, ...onBlock('polling'), ...onCalls()]

  function matchCall(call: ChainCall): MatchedTrigger[] {
    return [...sources.of(call.to, since)].flatMap((active) => {
      if (!isRunning(active.source, number)) return []
      const found = findCallHandler(active.source, call, logger)
      if (found === undefined) return []
      const { inputs, outputs, handler } = found
      const transaction = getTransaction(transactions, call)
      if (!isWhole(transaction)) throw new Error(`transaction ${call.transactionHash} was not fetched for its calls`)
      const trigger = { block: block.block, transaction, from: call.from, to: call.to, inputs, outputs }
      return [{ ...active, handler: handler.handler, call: trigger }]
    })
  }

  function onCalls(): MatchedTrigger[] {
    const waiting = running.flatMap((active) => {
      const found = active.source.blockHandlers.find(({ when }) => when.kind === 'call')
      return found === undefined ? [] : [{ ...active, handler: found.handler }]
    })
    const called = calledContracts(block, (address) => waiting.some(({ source }) => source.address === address))
    return called.flatMap((address) => waiting.filter(({ source }) => source.address === address))
  }
}

function isRunning({ startBlock, endBlock }: DataSource, number: number): boolean {
  return number >= startBlock && (endBlock === undefined || number <= endBlock)
}

function findBlockHandler(
  { startBlock, blockHandlers }: DataSource,
  number: number,
  kind: 'once' | 'polling',
): string | undefined {
  const found = blockHandlers.find(({ when }) => {
    if (when.kind !== kind) return false
    return when.kind === 'polling' ? (number - startBlock) % when.every === 0 : number === startBlock
  })
  return found?.handler
}

type Decoded = { readonly handler: EventHandler; readonly params: EventParams }

/** Events can differ in what is indexed alone, and handlers in the topics that they want. */
function findEventHandler({ handlers }: DataSource, log: ChainLog, logger: Logger): Decoded | undefined {
  const candidates = handlers.get(log.topic0)
  if (candidates === undefined) return undefined
  let found: Decoded | undefined
  for (const handler of candidates) {
    if (!fitsTopics(handler, log)) continue
    const params = tryDecode(handler, log)
    if (params === undefined) {
      logger.debug('skipped a log that does not fit its event', { event: handler.event.signature, ...place(log) })
    } else if (found === undefined) {
      found = { handler, params }
    } else {
      const problem = `Multiple handlers defined for event \`${handler.event.signature}\`, only one is supported`
      throw new HandlerError(handler.handler, new DeterministicError(problem))
    }
  }
  return found
}

function fitsTopics({ otherTopics }: EventHandler, log: ChainLog): boolean {
  if (otherTopics.length === 0) return true
  const { topics } = log
  return otherTopics.every((values, index) => values === null || values.includes(topics[index + 1] ?? ''))
}

function tryDecode({ event }: EventHandler, log: ChainLog): EventParams | undefined {
  try {
    const words = wordsOf(log)
    return EventWords.of(event, words) ?? decodeEvent(event, words)
  } catch (error) {
    if (error instanceof AbiError) return undefined
    throw error
  }
}

function seesReceipt({ apiVersion }: DataSource): boolean {
  return apiVersion >= RECEIPTS_VERSION
}

/** As in graph-node, a receipt that one handler asks for is seen by every handler of the log. */
function wantsReceipt(following: readonly ActiveSource[], log: ChainLog): boolean {
  for (const { source } of following) {
    const handlers = source.handlers.get(log.topic0)
    if (handlers?.some((handler) => handler.receipt && fitsTopics(handler, log))) return true
  }
  return false
}

function getReceipt({ receipts }: BlockWithLogs, { transactionHash }: ChainLog): ChainReceipt {
  const receipt = receipts?.get(transactionHash)
  if (receipt !== undefined) return receipt
  throw new Error(`no receipt was fetched for transaction ${transactionHash}`)
}

function getTransaction(
  transactions: ReadonlyMap<string, EventTrigger['transaction']>,
  log: Pick<ChainLog, 'transactionHash' | 'blockHash'>,
): EventTrigger['transaction'] {
  const transaction = transactions.get(log.transactionHash)
  if (transaction !== undefined) return transaction
  throw new Error(`the node's block ${log.blockHash} lacks transaction ${log.transactionHash} of its own log or call`)
}

function place(log: ChainLog): Record<string, unknown> {
  return { block: log.blockNumber, logIndex: log.logIndex }
}
