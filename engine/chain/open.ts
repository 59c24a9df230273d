import type { Logger } from '../types.ts'
import type { Archive } from './archive.ts'
import { createChain } from './chain.ts'
import { checkIdentity, connect, type Identity, identify } from './connect.ts'
import { RpcError } from './errors.ts'
import { createNodes, type Nodes } from './nodes.ts'
import { withQuorum } from './quorum.ts'
import { createRpc } from './rpc.ts'
import type { Chain, LogCheck } from './types.ts'

export type OpenChainOptions = {
  /** One endpoint, or several of one chain: when one fails, the next is asked. */
  readonly rpcUrl: string | readonly string[]
  /** Name in the manifest. */
  readonly network: string
  readonly check?: LogCheck
  readonly archive?: Archive
  /** How many of the nodes must agree on a range. */
  readonly quorum?: number
  readonly connectTimeoutMs: number
  /** Limit for one answer of a node, body included. */
  readonly timeoutMs?: number
  /** Of the first wait between attempts; later ones are longer. */
  readonly backoffMs?: number
  /** Sends the requests; the global one by default. */
  readonly fetch?: typeof fetch
  readonly logger: Logger
  readonly signal: AbortSignal
}

export type OpenedChain = {
  readonly identity: Identity
  readonly nodes: Nodes
  readonly chain: Chain
  /** @throws WrongChainError when the node in use serves another chain by now */
  checkChain(): Promise<void>
}

/** Attempts at one node, where another can be asked. */
const ATTEMPTS_OF_MANY = 2

/**
 * Connects to the first node that answers, and compares the others with it.
 * @throws RpcError when none answers, WrongChainError when they serve different chains, TypeError for a bad URL
 */
export async function openChain(options: OpenChainOptions): Promise<OpenedChain> {
  const {
    rpcUrl,
    network,
    check,
    archive,
    quorum = 1,
    connectTimeoutMs,
    timeoutMs,
    backoffMs,
    logger,
    signal,
  } = options
  const transport = { logger, signal, ...(options.fetch !== undefined && { fetch: options.fetch }) }
  const urls = typeof rpcUrl === 'string' ? [rpcUrl] : rpcUrl
  if (quorum > urls.length) throw new TypeError(`${quorum} nodes cannot agree where ${urls.length} are given`)
  const probes = urls.map((url) => createRpc({ url, ...transport, maxAttempts: 1, timeoutMs: 5_000 }))
  const probe = createNodes({ rpcs: probes, check: async () => {}, logger })
  const identity = await connect(probe, network, connectTimeoutMs, signal)
  for (const other of probes.length > 1 ? probes : []) {
    await checkNode(other).catch((error: unknown) => {
      if (!(error instanceof RpcError)) throw error
      logger.warn('a node does not answer, going on with the others', { error: error.message })
    })
  }

  async function checkNode(node: typeof probe | (typeof probes)[number]): Promise<void> {
    checkIdentity(await identify(node), identity, node.shown)
  }

  const attempts = urls.length > 1 ? { maxAttempts: ATTEMPTS_OF_MANY } : {}
  const times = { ...(timeoutMs !== undefined && { timeoutMs }), ...(backoffMs !== undefined && { backoffMs }) }
  const rpcs = urls.map((url) => createRpc({ url, ...transport, ...attempts, ...times }))
  const nodes = createNodes({ rpcs, check: checkNode, logger })
  const trusted = createChain(nodes, {
    identity,
    logger,
    ...(check !== undefined && { check }),
    ...(archive !== undefined && { archive }),
  })
  const chain = quorum > 1 ? withQuorum(trusted, { nodes: rpcs, quorum, logger }) : trusted
  return { identity, nodes, chain, checkChain: () => checkNode(nodes) }
}
