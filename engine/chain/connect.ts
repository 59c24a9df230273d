import { setTimeout as delay } from 'node:timers/promises'
import { RpcError } from './errors.ts'
import { integer } from './fields.ts'
import type { Rpc } from './rpc.ts'

/** Chain ids of networks that manifests name; a name that is not here is not checked. */
const CHAIN_IDS: Readonly<Record<string, number>> = {
  mainnet: 1,
  sepolia: 11155111,
  holesky: 17000,
  hoodi: 560048,
  optimism: 10,
  'optimism-sepolia': 11155420,
  bsc: 56,
  gnosis: 100,
  matic: 137,
  'polygon-amoy': 80002,
  base: 8453,
  'base-sepolia': 84532,
  'arbitrum-one': 42161,
  'arbitrum-sepolia': 421614,
  avalanche: 43114,
  celo: 42220,
  linea: 59144,
  scroll: 534352,
}

/** The node serves another chain than the subgraph, or the store, is for. */
export class WrongChainError extends Error {
  override readonly name = 'WrongChainError'
}

export type Identity = { readonly chainId: number; readonly genesisHash?: string }

/**
 * Asks the node which chain it serves, trying again until the deadline.
 * @param network name in the manifest
 * @param deadlineMs how long to try
 * @throws RpcError when no attempt succeeds, WrongChainError when the network's chain id is known to be another
 */
export async function connect(rpc: Rpc, network: string, deadlineMs: number, signal: AbortSignal): Promise<Identity> {
  const identity = await untilDeadline(() => identify(rpc), deadlineMs, signal).catch((error: unknown) => {
    if (!(error instanceof RpcError)) throw error
    const message = `${error.message}: check the RPC URL, and that the node runs`
    throw new RpcError(error.code, message, { cause: error, retryable: false })
  })
  const expected = CHAIN_IDS[network]
  if (expected !== undefined && expected !== identity.chainId) {
    throw new WrongChainError(
      `the node at ${rpc.shown} serves chain ${identity.chainId}, the subgraph is for ${network} (chain ${expected}): ` +
        'check the RPC URL',
    )
  }
  return identity
}

/** @throws WrongChainError when two nodes, or one at two times, serve different chains */
export function checkIdentity(now: Identity, before: Identity, shown: string): void {
  if (now.chainId !== before.chainId) {
    throw new WrongChainError(
      `the node at ${shown} serves chain ${now.chainId}, not ${before.chainId}: check the RPC URL and start again`,
    )
  }
  const isOther = now.genesisHash !== undefined && before.genesisHash !== undefined
  if (isOther && now.genesisHash !== before.genesisHash) {
    throw new WrongChainError(
      `the node at ${shown} now serves another chain (${now.chainId}, genesis ${now.genesisHash}): ` +
        'start again with a new store',
    )
  }
}

/** The chain's identity; a node that has pruned the genesis block leaves its hash out. */
export async function identify(rpc: Rpc): Promise<Identity> {
  const chainId = integer(await rpc.call('eth_chainId', []), 'chainId')
  const genesis = (await rpc.call('eth_getBlockByNumber', ['0x0', false]).catch((error: unknown) => {
    if (error instanceof RpcError && error.code === 'NODE_ERROR') return null
    throw error
  })) as { hash: string } | null
  return { chainId, ...(genesis !== null && { genesisHash: genesis.hash }) }
}

const RETRY_MS = 500

async function untilDeadline<T>(attempt: () => Promise<T>, deadlineMs: number, signal: AbortSignal): Promise<T> {
  const deadline = performance.now() + deadlineMs
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof RpcError) || !error.retryable || performance.now() + RETRY_MS > deadline) throw error
      await delay(RETRY_MS, undefined, { signal })
    }
  }
}
