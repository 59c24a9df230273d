import { decodeErrorResult, type Hex } from 'viem'
import { RunError } from '../errors.ts'
import type { Receipt } from './blocks.ts'
import type { Contracts } from './contracts.ts'
import { type Rpc, RpcError } from './rpc.ts'

/** Says which of the contracts' own errors made a transaction revert, with its values. */
export async function explainRevert(rpc: Rpc, receipt: Receipt, contracts: Contracts): Promise<RunError> {
  const { transactionHash, from, blockNumber } = receipt
  const reason = describeRevert(await findRevertData(rpc, transactionHash), contracts)
  return new RunError(
    `transaction ${transactionHash} of ${from} in block ${Number(blockNumber)} reverted: ${reason}`,
    'if others used this chain start with a new --data folder, else report a fault of the replay',
  )
}

/**
 * Calls what the transaction called once more. The chain keeps no old state, so the call sees the newest: a reverted transaction
 * changed nothing, so that it almost always fails in the same way there.
 */
async function findRevertData(rpc: Rpc, transactionHash: Hex): Promise<Hex | undefined> {
  try {
    const { from, to, input, gas } = await rpc.call<{ from: Hex; to: Hex | null; input: Hex; gas: Hex }>(
      'eth_getTransactionByHash',
      [transactionHash],
    )
    await rpc.call('eth_call', [{ from, gas, input, ...(to ? { to } : {}) }, 'latest'])
    return undefined
  } catch (error) {
    return error instanceof RpcError ? (error.data as Hex | undefined) : undefined
  }
}

/** Decodes revert data as `Name(value, ...)`. */
export function describeRevert(data: Hex | undefined, contracts: Contracts): string {
  if (data === undefined || data === '0x') return 'no reason given (out of gas?)'
  const abi = [...contracts.deployment.deployed.values()].flatMap((contract) => contract.abi)
  try {
    const { errorName, args = [] } = decodeErrorResult({ abi, data })
    return `${errorName}(${args.map(String).join(', ')})`
  } catch {
    return `unknown error ${data}`
  }
}
