import { decodeErrorResult, type Hex } from 'viem'
import { RunError } from '../errors.ts'
import type { Receipt } from './blocks.ts'
import type { Contracts } from './contracts.ts'
import type { Rpc } from './rpc.ts'

/** Says which of the contracts' own errors made a transaction revert, with its values. */
export async function explainRevert(rpc: Rpc, receipt: Receipt, contracts: Contracts): Promise<RunError> {
  const trace = await rpc
    .call<{ output?: Hex }>('debug_traceTransaction', [receipt.transactionHash, { tracer: 'callTracer' }])
    .catch((e) => (console.log(e, receipt), { output: undefined }))
  const reason = describeRevert(trace.output, contracts)
  return new RunError(
    `transaction ${receipt.transactionHash} of ${receipt.from} in block ${Number(receipt.blockNumber)} reverted: ${reason}`,
    'this is a fault of the replay or of the contracts, or the chain was changed by others: start with a new --data folder',
  )
}

/** Decodes revert data as `Name(value, ...)`. */
export function describeRevert(data: Hex | undefined, contracts: Contracts): string {
  if (data === undefined || data === '0x') return 'no reason given (out of gas?)'
  const abi = Object.values(contracts).flatMap((contract) => contract.abi)
  try {
    const { errorName, args = [] } = decodeErrorResult({ abi, data })
    return `${errorName}(${args.map(String).join(', ')})`
  } catch {
    return `unknown error ${data}`
  }
}
