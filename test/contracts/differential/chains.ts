/** The two chains that play histories: Hardhat's EDR in this process, anvil beside it. Both speak JSON-RPC. */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import hre from 'hardhat'
import {
  type Abi,
  type Address,
  decodeErrorResult,
  decodeFunctionResult,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  parseEventLogs,
  type RpcLog,
} from 'viem'
import {
  addressOf,
  admin,
  type Call,
  type ContractName,
  chainId,
  deployments,
  librarian,
  type Outcome,
  preparations,
  type Read,
  type Step,
} from './history.ts'

export type Chain = {
  readonly name: 'EDR' | 'anvil'
  /** Back to the state after the deployment. */
  reset(): Promise<void>
  play(step: Step): Promise<Outcome>
  /** What the views answer. */
  ask(reads: readonly Read[]): Promise<unknown[]>
  close(): Promise<void>
}

/** @throws NodeError when the node refuses. */
type Request = (method: string, params: readonly unknown[]) => Promise<unknown>

type Node = {
  readonly name: Chain['name']
  request: Request
  /** The data of a transaction that reverted. */
  revertData(transaction: Record<string, unknown>): Promise<Hex | undefined>
  requestAll(calls: readonly (readonly [method: string, params: readonly unknown[]])[]): Promise<unknown[]>
  close(): Promise<void>
}

const guardFile = join(import.meta.dirname, '..', '..', '..', 'cli', 'chain', 'guard.ts')

const artifacts = new Map(
  await Promise.all(
    deployments.map(async ({ name, artifact }) => [name, await hre.artifacts.readArtifact(artifact)] as const),
  ),
)
const abiOf = (name: ContractName): Abi => (artifacts.get(name)?.abi ?? []) as Abi
const allAbis: Abi = [...artifacts.values()].flatMap(({ abi }) => abi as Abi)
const errors = allAbis.filter((entry) => entry.type === 'error')

export const startEdr = async (): Promise<Chain> => deploy(await edrNode())
export const startAnvil = async (): Promise<Chain> => deploy(await anvilNode())

async function deploy(node: Node): Promise<Chain> {
  const libraries = new Map<string, Address>()
  for (const { name, args } of deployments) {
    const bytecode = await linked(node, artifacts.get(name) as Linkable, libraries)
    await send(node, { from: admin, data: encodeDeployData({ abi: abiOf(name), bytecode, args }) })
  }
  const role = (name: string) =>
    node.request('eth_call', [{ to: addressOf('vault'), data: encode('vault', name, []) }, 'latest'])
  const roles = [(await role('LOCKER_ROLE')) as Hex, (await role('SLASHER_ROLE')) as Hex] as const
  for (const { from, to, name, args } of preparations(...roles)) {
    const sent = await send(node, { from, to: addressOf(to), data: encode(to, name, args) })
    if ('reverted' in sent) throw new Error(`${to}.${name} was refused before the first step`)
  }
  let snapshot = await node.request('evm_snapshot', [])

  return {
    name: node.name,
    async reset() {
      await node.request('evm_revert', [snapshot])
      snapshot = await node.request('evm_snapshot', [])
    },
    async play(step) {
      await node.request('evm_setNextBlockTimestamp', [step.at])
      const transaction = { from: step.from, to: addressOf(step.to), data: dataOf(step) }
      const result = await send(node, transaction)
      if ('reverted' in result) {
        if (result.reverted === undefined) return { error: 'without data', args: [] }
        const { errorName, args = [] } = decodeErrorResult({ abi: errors, data: result.reverted })
        return { error: errorName, args: [...args] }
      }
      const logs = parseEventLogs({ abi: allAbis, logs: result.logs as never })
      return { events: logs.map(({ eventName, args }) => ({ name: eventName, args: args as Record<string, unknown> })) }
    },
    async ask(reads) {
      const calls = reads.map(({ to, name, args }) => {
        const call = { to: addressOf(to), data: encode(to, name, args) }
        return ['eth_call', [call, 'latest']] as const
      })
      const answers = await node.requestAll(calls)
      return reads.map(({ to, name }, index) =>
        decodeFunctionResult({ abi: abiOf(to), functionName: name, data: answers[index] as Hex }),
      )
    },
    close: node.close,
  }
}

type Linkable = {
  readonly bytecode: string
  /** By source file, then by library: where its address belongs in the bytecode. */
  readonly linkReferences: Readonly<Record<string, Readonly<Record<string, readonly { readonly start: number }[]>>>>
}

/** The bytecode with the addresses of its libraries, each of which is deployed once. */
async function linked(node: Node, artifact: Linkable, libraries: Map<string, Address>): Promise<Hex> {
  let code = artifact.bytecode
  for (const places of Object.values(artifact.linkReferences)) {
    for (const [library, at] of Object.entries(places)) {
      const address = libraries.get(library) ?? (await deployLibrary(node, library, libraries))
      for (const { start } of at) {
        const from = 2 + 2 * start
        code = `${code.slice(0, from)}${address.slice(2)}${code.slice(from + 40)}`
      }
    }
  }
  return code as Hex
}

async function deployLibrary(node: Node, library: string, libraries: Map<string, Address>): Promise<Address> {
  const data = await linked(node, (await hre.artifacts.readArtifact(library)) as Linkable, libraries)
  const nonce = BigInt(libraries.size)
  await send(node, { from: librarian, data })
  const address = getContractAddress({ from: librarian, nonce }).toLowerCase() as Address
  libraries.set(library, address)
  return address
}

const encode = (to: ContractName, functionName: string, args: readonly unknown[]): Hex =>
  encodeFunctionData({ abi: abiOf(to), functionName, args })

/** The calls of a `multicall` are calls of their own. */
function dataOf({ to, name, args }: Call): Hex {
  if (name !== 'multicall') return encode(to, name, args)
  const [calls] = args as [readonly { name: string; args: readonly unknown[] }[]]
  return encode(to, name, [calls.map((call) => encode(to, call.name, call.args))])
}

type Sent = { readonly logs: readonly RpcLog[] } | { readonly reverted: Hex | undefined }

/** One transaction, in a block of its own. */
async function send(node: Node, call: { from: Address; to?: Address; data: Hex }): Promise<Sent> {
  const transaction = { ...call, gas: '0x989680' }
  let hash: unknown
  try {
    hash = await node.request('eth_sendTransaction', [transaction])
  } catch (error) {
    // EDR mines a transaction that reverts, and then says so by an error with the data.
    const data = findData(error)
    if (data === undefined) throw error
    return { reverted: data }
  }
  for (;;) {
    const receipt = (await node.request('eth_getTransactionReceipt', [hash])) as { status: Hex; logs: RpcLog[] } | null
    if (receipt === null) continue
    if (receipt.status === '0x1') return { logs: receipt.logs }
    return { reverted: await node.revertData({ hash }) }
  }
}

function findData(error: unknown): Hex | undefined {
  for (let cause = error; typeof cause === 'object' && cause !== null; cause = (cause as { cause?: unknown }).cause) {
    const { data } = cause as { data?: unknown }
    if (typeof data === 'string' && data.startsWith('0x')) return data as Hex
    const inner = (data as { data?: unknown } | undefined)?.data
    if (typeof inner === 'string' && inner.startsWith('0x')) return inner as Hex
  }
  return undefined
}

async function edrNode(): Promise<Node> {
  const { provider } = await hre.network.create()
  const request: Request = (method, params) => provider.request({ method, params: [...params] })
  return {
    name: 'EDR',
    request,
    requestAll: (calls) => Promise.all(calls.map(([method, params]) => request(method, params))),
    revertData: async () => undefined,
    close: async () => {},
  }
}

/** An anvil under the guard of the command line, which ends it when this process ends in whatever way. */
async function anvilNode(): Promise<Node> {
  const processor = { x64: 'amd64', arm64: 'arm64' }[process.arch as string] ?? process.arch
  const program = createRequire(import.meta.url).resolve(`@foundry-rs/anvil-${process.platform}-${processor}/bin/anvil`)
  const command = [program, '--port', '0', '--chain-id', String(chainId), '--accounts', '20']
  const guard = spawn(process.execPath, [guardFile, JSON.stringify({ command })], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => guard.once('close', () => resolve()))
  const { port } = await readyLine(guard.stdout, ended)
  let id = 0
  const post = async (body: unknown): Promise<unknown> => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    return (await fetch(`http://127.0.0.1:${port}`, init)).json()
  }
  const request: Request = async (method, params) =>
    resultOf(method, (await post({ jsonrpc: '2.0', id: id++, method, params })) as Answer)
  return {
    name: 'anvil',
    request,
    async requestAll(calls) {
      const body = calls.map(([method, params], index) => ({ jsonrpc: '2.0', id: index, method, params }))
      const answers = new Map(((await post(body)) as Answer[]).map((answer) => [answer.id, answer]))
      return calls.map(([method], index) => resultOf(method, answers.get(index) ?? { id: index }))
    },
    async revertData({ hash }) {
      const trace = (await request('debug_traceTransaction', [hash, { tracer: 'callTracer' }])) as { output?: Hex }
      return trace.output
    },
    async close() {
      guard.stdin.end()
      await ended
    },
  }
}

type Answer = { readonly id: number; readonly result?: unknown; readonly error?: { message: string } }

function resultOf(method: string, { result, error }: Answer): unknown {
  if (error !== undefined) throw new Error(`${method}: ${error.message}`)
  return result
}

async function readyLine(output: NodeJS.ReadableStream, ended: Promise<void>): Promise<{ port: number }> {
  let text = ''
  const line = new Promise<string>((resolve) => {
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('\n')) resolve(text)
    })
  })
  const ready = await Promise.race([line, ended])
  if (ready === undefined) throw new Error('anvil did not start')
  return JSON.parse(ready)
}
