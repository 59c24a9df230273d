import { logsCall } from './complete.ts'
import { RpcError } from './errors.ts'
import { array, quantity } from './fields.ts'
import type { Matcher } from './filter.ts'
import type { SeenHeader } from './headers.ts'
import { type ChainLog, type CheckedLogs, checkLogs } from './logs.ts'
import { readProvenLogs } from './receipts.ts'
import type { Rpc } from './rpc.ts'
import type { RangeRequest } from './types.ts'

export type LogsRequest = Pick<RangeRequest, 'filters' | 'from' | 'to'> & { readonly matcher: Matcher }

/**
 * The node's logs of a range, checked each for itself.
 * @param last the header of the range's last block, where there is only one
 */
export async function readLogs(
  node: Rpc,
  { filters, matcher, from, to }: LogsRequest,
  last?: SeenHeader,
): Promise<CheckedLogs> {
  const place = { fromBlock: quantity(from, 'from'), toBlock: quantity(to, 'to') }
  const read = async (where: Parameters<typeof logsCall>[1]) => {
    const [first, ...more] = filters.map((filter) => logsCall(filter, where))
    if (first === undefined) return { logs: [], disputed: new Set<number>() }
    const answers =
      more.length === 0 ? [await node.call(first.method, first.params)] : await node.batch([first, ...more])
    const lists = answers.map((answer) => array(answer, 'logs'))
    const checked = checkLogs(lists.flat(), matcher, from, to)
    const answered = lists.map((logs) => new Set(logs.map((log) => Number((log as ChainLog).blockNumber))))
    return { ...checked, answered }
  }
  try {
    return await read(place)
  } catch (error) {
    if (from !== to || last === undefined || !isTooMuch(error)) throw error
    // One block cannot be asked for in parts, but in other ways.
    return read({ blockHash: last.hash }).catch(async (second: unknown) => {
      if (!isTooMuch(second)) throw second
      return { logs: await readProvenLogs(node, last, matcher), disputed: new Set<number>() }
    })
  }
}

function isTooMuch(error: unknown): boolean {
  return error instanceof RpcError && (error.kind === 'range' || error.kind === 'too-large')
}
