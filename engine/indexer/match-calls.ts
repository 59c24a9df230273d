import type { BlockWithLogs, ChainCall, ChainLog } from '../chain/index.ts'
import type { CallHandler, DataSource } from '../manifest/index.ts'
import { AbiError, DeterministicError, decodeValues, type EventParam, fromHex } from '../runtime/index.ts'
import type { Logger } from '../types.ts'
import { HandlerError } from './failure.ts'

const SELECTOR_DIGITS = '0x'.length + 8

/** The logs and calls of a block in graph-node's order: by transaction, in it the logs first. */
export function logsAndCalls({ logs, calls = [] }: BlockWithLogs): readonly (ChainLog | ChainCall)[] {
  if (calls.length === 0) return logs
  // The same call twice in a row is one trigger.
  const distinct = calls
    .filter(({ succeeded }) => succeeded)
    .filter((call, index, all) => index === 0 || identify(call) !== identify(all[index - 1]))
  const rank = (item: ChainLog | ChainCall) => item.transactionIndex * 2 + ('place' in item ? 1 : 0)
  return [...logs, ...distinct].sort((a, b) => rank(a) - rank(b))
}

function identify(call: ChainCall | undefined): string {
  return JSON.stringify({ ...call, place: '' })
}

/** The contracts that were called, for block handlers that wait for calls; the same twice in a row once. */
export function calledContracts({ calls = [] }: BlockWithLogs, isWanted: (address: string) => boolean): string[] {
  const wanted = calls.map(({ to }) => to).filter(isWanted)
  return wanted.filter((to, index) => to !== wanted[index - 1])
}

/** What the handler of a call sees of it. */
export type MatchedCall = {
  readonly handler: CallHandler
  readonly inputs: readonly EventParam[]
  readonly outputs: readonly EventParam[]
}

/**
 * The handler for a call, unless its input is not of the function's types.
 * @throws HandlerError when its output is not
 */
export function findCallHandler(
  { callHandlers }: DataSource,
  call: ChainCall,
  logger: Logger,
): MatchedCall | undefined {
  const handler = callHandlers.find(({ selector }) => call.input.startsWith(selector))
  if (handler === undefined) return undefined
  const inputs = decode(handler.inputs, `0x${call.input.slice(SELECTOR_DIGITS)}`)
  if (inputs === undefined) {
    logger.warn('skipped a call that does not fit its function', {
      handler: handler.handler,
      block: call.blockNumber,
      transaction: call.transactionHash,
    })
    return undefined
  }
  const outputs = decode(handler.outputs, call.output)
  if (outputs !== undefined) return { handler, inputs, outputs }
  const problem = `Decoding function outputs for a call in ${call.transactionHash} failed, raw output: ${call.output}`
  throw new HandlerError(handler.handler, new DeterministicError(problem))
}

function decode(parameters: CallHandler['inputs'], hex: string): EventParam[] | undefined {
  try {
    const values = decodeValues(
      parameters.map(({ type }) => type),
      fromHex(hex),
    )
    return parameters.flatMap(({ name }, index) => {
      const value = values[index]
      return value === undefined ? [] : [{ name, value }]
    })
  } catch (error) {
    if (error instanceof AbiError) return undefined
    throw error
  }
}
