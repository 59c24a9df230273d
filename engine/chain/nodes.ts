import type { Logger } from '../types.ts'
import { RpcError } from './errors.ts'
import type { Rpc } from './rpc.ts'

/** One or more nodes of one chain. As an Rpc it asks the one in use. */
export type Nodes = Rpc & {
  /**
   * Does work that must have its answers from one node, such as a range of logs. When that node fails, the next one is
   * asked to do all of it, until each had its turn.
   */
  use<T>(work: (node: Rpc) => Promise<T>): Promise<T>
}

export type NodesOptions = {
  readonly rpcs: readonly Rpc[]
  /** Called before a node is used for the first time after another failed: it may serve another chain. */
  check(node: Rpc): Promise<void>
  readonly logger: Logger
}

/** @throws TypeError without a node */
export function createNodes({ rpcs, check, logger }: NodesOptions): Nodes {
  const [first] = rpcs
  if (first === undefined) throw new TypeError('give the URL of at least one RPC endpoint')
  let current = first
  const checked = new Set([first])

  function after(node: Rpc): Rpc {
    return rpcs[(rpcs.indexOf(node) + 1) % rpcs.length] ?? first ?? node
  }

  async function use<T>(work: (node: Rpc) => Promise<T>): Promise<T> {
    for (let turn = 1; ; turn++) {
      const node = current
      try {
        if (!checked.has(node)) await check(node)
        checked.add(node)
        return await work(node)
      } catch (error) {
        if (turn >= rpcs.length || !(error instanceof RpcError) || !mayWorkElsewhere(error)) throw error
        // Work that ran beside this one may have moved on already.
        if (current === node) current = after(node)
        logger.warn('the node failed, asking the next', { error: error.message, next: current.shown })
      }
    }
  }

  return {
    use,
    get shown() {
      return current.shown
    },
    call: (method, params) => use((node) => node.call(method, params)),
    batch: (calls) => use((node) => node.batch(calls)),
  }
}

/** A limit on ranges and a refusal of the request are answers: another node is not asked for a better one. */
function mayWorkElsewhere({ kind }: RpcError): boolean {
  return kind !== 'range' && kind !== 'too-large' && kind !== 'fatal'
}
