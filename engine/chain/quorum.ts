import type { BlockPtr, Logger } from '../types.ts'
import { readHeader } from './blocks.ts'
import { RpcError } from './errors.ts'
import { headerCall } from './headers.ts'
import type { Rpc, RpcCall } from './rpc.ts'
import type { Chain } from './types.ts'

export type QuorumOptions = {
  readonly nodes: readonly Rpc[]
  /** How many of the nodes must agree. */
  readonly quorum: number
  readonly logger: Logger
}

/**
 * The chain as far as a number of nodes agree on it: the head is a block that as many have, and a range counts once as
 * many name the hash of its last block, which stands for all blocks before it. Nodes that disagree are waited for.
 */
export function withQuorum(chain: Chain, { nodes, quorum, logger }: QuorumOptions): Chain {
  /** What nodes say, from the moment on that `isEnough`, or when all have spoken. A node that fails says nothing. */
  function ask(call: RpcCall, isEnough: (said: ReadonlyMap<string, BlockPtr>) => boolean) {
    const { promise, resolve } = Promise.withResolvers<ReadonlyMap<string, BlockPtr>>()
    const said = new Map<string, BlockPtr>()
    let left = nodes.length
    for (const [index, node] of nodes.entries()) {
      const spoken = node
        .call(call.method, call.params)
        .then((answer) => {
          if (answer !== null) said.set(`${index + 1} ${node.shown}`, readHeader(answer))
        })
        .catch((error: unknown) => {
          logger.debug('a node was not heard', { error: error instanceof Error ? error.message : String(error) })
        })
      void spoken.then(() => {
        if (--left === 0 || isEnough(said)) resolve(said)
      })
    }
    return promise
  }

  async function agree({ number, hash }: BlockPtr): Promise<void> {
    const agreeing = (said: ReadonlyMap<string, BlockPtr>) => [...said.values()].filter((block) => block.hash === hash)
    const said = await ask(headerCall(number), (some) => agreeing(some).length >= quorum)
    if (agreeing(said).length >= quorum) return
    const words = [...said].map(([node, block]) => `node ${node} says ${block.hash}`).join(', ')
    throw disagreement(`the nodes do not agree on block ${number}: ${words}`)
  }

  return {
    ...chain,
    async head() {
      const head = await chain.head()
      const latest = { method: 'eth_getBlockByNumber', params: ['latest', false] }
      const said = await ask(latest, (some) => some.size >= quorum)
      const numbers = [...said.values()].map(({ number }) => number).sort((a, b) => b - a)
      const common = numbers[quorum - 1]
      if (common === undefined) throw disagreement(`${said.size} nodes answer, where ${quorum} must agree`)
      if (common >= head.number) return head
      return (await chain.findHeader(common)) ?? head
    },
    async fetchRange(request) {
      const range = await chain.fetchRange(request)
      await agree(range.last)
      return range
    },
  }
}

function disagreement(problem: string): RpcError {
  return new RpcError('REJECTED', problem, { retryable: true })
}
