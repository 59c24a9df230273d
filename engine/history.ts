import type { Prune } from './manifest/index.ts'

/** As graph-node's. */
const MAX_REORG_DEPTH = 250

/** How many blocks may be taken back, and how many before the head are kept; without a number all are. */
export type History = { readonly maxReorgDepth: number; readonly historyBlocks?: number }

/**
 * What is kept is never less than what may be taken back. Development chains are taken back at will, unless a number of
 * blocks to keep is asked for.
 * @param hint the manifest's, which `asked.prune` overrules
 * @throws TypeError where less is asked to be kept than may be taken back
 */
export function historyOf(
  asked: { readonly prune?: Prune; readonly maxReorgDepth?: number },
  chainId: number,
  hint: Prune = 'never',
): History {
  const wanted = typeof asked.prune === 'number' ? asked.prune : Number.POSITIVE_INFINITY
  const isAtWill = chainId === 1337 || chainId === 31337
  const maxReorgDepth = asked.maxReorgDepth ?? (isAtWill ? wanted : MAX_REORG_DEPTH)
  if (wanted < maxReorgDepth)
    throw new TypeError(
      `a history of ${wanted} blocks is less than the ${maxReorgDepth} that may be taken back: raise --history-blocks or lower --max-reorg`,
    )
  const prune = asked.prune ?? hint
  if (prune === 'never' || maxReorgDepth === Number.POSITIVE_INFINITY) return { maxReorgDepth }
  // `auto` as in graph-node by default.
  return { maxReorgDepth, historyBlocks: prune === 'auto' ? 2 * maxReorgDepth : Math.max(prune, maxReorgDepth) }
}
