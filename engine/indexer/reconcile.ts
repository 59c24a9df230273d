import { type Chain, ChainMovedError } from '../chain/index.ts'
import type { BlockHeader, BlockPtr, Store } from '../types.ts'

/** How the store stands to the chain. */
export type Standing =
  /** The chain goes on from the store's head. */
  | { readonly kind: 'in step' }
  /** The node's head is below the store's, on the same chain as far as can be seen: wait for it. */
  | { readonly kind: 'node behind' }
  /** The store's head is not on the chain: go back to `keep`, the last stored block that is, or to nothing. */
  | { readonly kind: 'forked'; readonly keep: BlockPtr | undefined }
  /** As `forked`, but more blocks would be taken back than may be. */
  | { readonly kind: 'beyond finality'; readonly keep: BlockPtr | undefined; readonly depth: number }

/**
 * Compares the store with the chain, walking back through the kept headers where they differ.
 * @param head the node's head
 * @param maxDepth how many blocks may be taken back
 * @throws ChainMovedError when the chain changes meanwhile, RpcError, WrongChainError when it is another chain
 */
export async function compareWithChain(
  chain: Pick<Chain, 'findHeader' | 'checkIdentity'>,
  store: Pick<Store, 'head' | 'findBlockAtOrBefore'>,
  head: BlockHeader,
  maxDepth = Number.POSITIVE_INFINITY,
): Promise<Standing> {
  const cursor = store.head()
  if (cursor === undefined || head.hash === cursor.hash) return { kind: 'in step' }
  if (head.number === cursor.number + 1 && head.parentHash === cursor.hash) return { kind: 'in step' }
  const newest = store.findBlockAtOrBefore(head.number)
  let kept = newest
  while (kept !== undefined) {
    const onChain = kept.number === head.number ? head : await chain.findHeader(kept.number)
    if (onChain === undefined) throw new ChainMovedError(`the node lost block ${kept.number}`)
    if (onChain.hash === kept.hash) break
    kept = kept.number === 0 ? undefined : store.findBlockAtOrBefore(kept.number - 1)
  }
  if (kept?.hash === cursor.hash) return { kind: 'in step' }
  if (kept !== undefined && kept.hash === newest?.hash && head.number < cursor.number) return { kind: 'node behind' }
  // Another chain under the same URL would look like a reorganisation of everything.
  await chain.checkIdentity?.()
  const depth = cursor.number - (kept?.number ?? -1)
  return depth > maxDepth ? { kind: 'beyond finality', keep: kept, depth } : { kind: 'forked', keep: kept }
}
