import { decodeFunctionResult, encodeFunctionData, type Hex } from 'viem'
import type { Contract, Contracts } from '../chain/contracts.ts'
import type { Rpc } from '../chain/rpc.ts'
import { RunError } from '../errors.ts'
import type { Ledger } from '../replay/ledger.ts'

/** Where the project's tokens are, wei of LABEL: `funded = paid + fees + free + reserved`. */
export type TokenSums = {
  readonly fundedWei: bigint
  readonly paidWei: bigint
  readonly feesWei: bigint
  /** Given back by settlements, and the project's to spend or to take back. */
  readonly freeWei: bigint
  /** Held for batches that are not settled. */
  readonly reservedWei: bigint
}

/**
 * Compares the sums of the events with what the contracts store.
 * @throws RunError naming the first two figures that differ.
 */
export async function auditTokens(rpc: Rpc, contracts: Contracts, projectId: Hex, ledger: Ledger): Promise<TokenSums> {
  const { LabelMarket: market, LabelToken: token } = contracts
  const project = (await read(rpc, market, 'projectOf', [projectId])) as { free: bigint; reserved: bigint }
  const held = (await read(rpc, token, 'balanceOf', [market.address])) as bigint
  const { fundedWei, paidWei, feesWei, transferredWei, withheldWei } = ledger
  const { free: freeWei, reserved: reservedWei } = project
  const spentWei = paidWei + feesWei
  requireEqual('funded', fundedWei, 'paid + fees + free + reserved', spentWei + freeWei + reservedWei)
  requireEqual('rewards settled', paidWei, 'rewards transferred + withheld', transferredWei + withheldWei)
  // What was withheld, and a keeper's fees, stay in the market until who they went to takes them.
  const owedWei = freeWei + reservedWei + withheldWei + feesWei
  requireEqual('tokens held by the market', held, 'free + reserved + withheld + fees', owedWei)
  return { fundedWei, paidWei, feesWei, freeWei, reservedWei }
}

/** Fails the run where two figures that must agree do not. */
export function requireEqual(
  left: string,
  leftValue: bigint | number,
  right: string,
  rightValue: bigint | number,
): void {
  if (leftValue === rightValue) return
  throw new RunError(`${left} is ${leftValue} but ${right} is ${rightValue}`, 'report this: the figures must agree')
}

async function read(
  rpc: Rpc,
  { abi, address }: Contract,
  functionName: string,
  args: readonly unknown[],
): Promise<unknown> {
  const data = encodeFunctionData({ abi, functionName, args })
  const result = await rpc.call<Hex>('eth_call', [{ to: address, data }, 'latest'])
  return decodeFunctionResult({ abi, functionName, data: result })
}
