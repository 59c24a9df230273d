import { setImmediate as yieldToEvents } from 'node:timers/promises'
import type { Hex } from 'viem'
import { mineAll, type Receipt, readHead, readReceipts } from '../chain/blocks.ts'
import { CHAIN_ID } from '../chain/constants.ts'
import { explainRevert } from '../chain/revert.ts'
import type { Rpc } from '../chain/rpc.ts'
import { closing } from './closing.ts'
import type { Document } from './documents.ts'
import { type Ledger, openLedger } from './ledger.ts'
import { createNonces, type Replay, type Step, schedule, type Transaction } from './schedule.ts'
import { GAS_BALANCE_WEI, MAX_FEE_PER_GAS_WEI, TIP_PER_GAS_WEI } from './terms.ts'

export type PlayOptions = {
  readonly rpc: Rpc
  /** Stores a document before the chain refers to it. */
  readonly store: (document: Document) => Promise<unknown>
  /** Called for every receipt of the chain, in its order: those of an earlier run first. */
  readonly onReceipts?: (receipts: readonly Receipt[]) => void
  /** Called when a step is mined, with the judgements revealed so far. */
  readonly onProgress?: (judgements: number) => void
  /** Awaited after every step: a moment at which nothing is under way on the chain. */
  readonly checkpoint?: () => Promise<void>
  readonly signal?: AbortSignal
}

/** Signatures between two turns of the event loop, which also serves the API and the index. */
const SIGNATURES_PER_TURN = 20

/**
 * Plays a replay on the chain, from wherever the chain stands. While one step is mined the next one is signed, but for the closing
 * steps, each of which follows from what the one before has brought.
 * @returns The chain's own account of it, whoever played which part.
 * @throws RunError with the contract's own error when a transaction reverts; the signal's reason when aborted.
 */
export async function play(replay: Replay, options: PlayOptions): Promise<Ledger> {
  const { rpc, store, onReceipts, onProgress, checkpoint, signal } = options
  const ledger = openLedger(replay.contracts)
  const head = await readHead(rpc)
  if (head.number === 0) await giveGas(rpc, replay)
  else take(await readReceipts(rpc, head.number))
  const mined = await readNonces(rpc, replay)

  let revealed = 0
  let mining: Promise<void> = Promise.resolve()
  const count = createNonces()
  for (const step of schedule(replay, count)) {
    const [signed] = await Promise.all([signMissing(step), mining])
    signal?.throwIfAborted()
    mining = mineStep(step, signed)
    // Awaited with the next step's signatures; until then a failure is nobody's.
    mining.catch(() => {})
  }
  await mining
  for (const step of closing(replay, ledger.read, count)) {
    signal?.throwIfAborted()
    await mineStep(step, await signMissing(step))
  }
  return ledger.read()

  function take(receipts: readonly Receipt[]): void {
    ledger.add(receipts)
    onReceipts?.(receipts)
  }

  function signMissing({ transactions }: Step): Promise<Hex[]> {
    return signAll(transactions.filter(({ from, nonce }) => nonce >= (mined.get(from.address) ?? 0)))
  }

  async function mineStep(step: Step, signed: readonly Hex[]): Promise<void> {
    await Promise.all(step.documents.map(store))
    const receipts = signed.length > 0 ? await mineAll(rpc, signed, step.seconds) : []
    const failed = receipts.find(({ status }) => status !== '0x1')
    if (failed) throw await explainRevert(rpc, failed, replay.contracts)
    take(receipts)
    revealed += step.judgements
    onProgress?.(revealed)
    await checkpoint?.()
  }
}

async function signAll(transactions: readonly Transaction[]): Promise<Hex[]> {
  const signed: Hex[] = []
  for (const { from, to, data, gas, nonce } of transactions) {
    const fees = { maxFeePerGas: MAX_FEE_PER_GAS_WEI, maxPriorityFeePerGas: TIP_PER_GAS_WEI }
    const target = to ? { to } : {}
    signed.push(
      await from.signTransaction({ type: 'eip1559', chainId: CHAIN_ID, nonce, gas, data, ...target, ...fees }),
    )
    if (signed.length % SIGNATURES_PER_TURN === 0) await yieldToEvents()
  }
  return signed
}

function accountsOf({ accounts, plan }: Replay): Hex[] {
  const workers = new Set(plan.batches.flatMap(({ panel }) => panel))
  const { operations, requester, keeper, expert } = accounts
  return [operations, requester, keeper, expert, ...[...workers].map(accounts.worker)].map(({ address }) => address)
}

/** Before the first block every account gets what it needs for gas: a local chain has no other source. */
async function giveGas(rpc: Rpc, replay: Replay): Promise<void> {
  const balance = `0x${GAS_BALANCE_WEI.toString(16)}`
  await rpc.batch(accountsOf(replay).map((address) => ({ method: 'anvil_setBalance', params: [address, balance] })))
}

async function readNonces(rpc: Rpc, replay: Replay): Promise<Map<string, number>> {
  const addresses = accountsOf(replay)
  const counts = await rpc.batch<Hex>(
    addresses.map((address) => ({ method: 'eth_getTransactionCount', params: [address, 'latest'] })),
  )
  return new Map(addresses.map((address, index) => [address, Number(counts[index])]))
}
