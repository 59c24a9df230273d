import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { InputError, RunError } from '../errors.ts'
import { type Anvil, BLOCK_GAS, CHAIN_ID, GENESIS_TIME } from './constants.ts'
import type { GuardOptions } from './guard.ts'
import { connectRpc, type Rpc } from './rpc.ts'

export type LocalChain = {
  readonly rpc: Rpc
  /** Rejects when anvil ends by itself. Never resolves. */
  readonly failed: Promise<never>
  /** Keeps the chain in its file, if it has one, and ends anvil. */
  close(): Promise<void>
}

export type ChainOptions = {
  /** 0: any free port. */
  readonly port: number
  /** Where the chain is kept between runs; without it, nowhere. */
  readonly stateFile?: string
  /** A folder to remove when everything has ended, in whatever way. */
  readonly temporaryDir?: string
}

/**
 * Starts anvil under a guard (guard.ts), so that it ends with this process however that ends. Blocks are mined on demand.
 * @throws InputError when the port is taken, RunError when anvil is missing or does not start.
 */
export async function startChain({ port, ...kept }: ChainOptions): Promise<LocalChain> {
  const args = ['--port', port, '--chain-id', CHAIN_ID, '--timestamp', GENESIS_TIME, '--gas-limit', BLOCK_GAS]
    .concat(['--no-mining', '--order', 'fifo', '--prune-history', '--no-request-size-limit'])
    .map(String)
  const options: GuardOptions = { ...kept, command: [anvilBinary(), ...args] }
  const guardArgs = [join(import.meta.dirname, 'guard.ts'), JSON.stringify(options)]
  // A group of its own: Ctrl-C reaches this process only, which then ends things in order.
  const guard = spawn(process.execPath, guardArgs, { stdio: 'pipe', detached: true })
  let complaints = ''
  guard.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-2000)
  })
  const ended = new Promise<void>((resolve) => guard.once('close', () => resolve()))
  const failed = ended.then(() => {
    throw startFailure(complaints.trim(), port)
  })
  failed.catch(() => {})
  const anvil = await Promise.race([failed, readReady(guard.stdout)])
  guard.once('exit', () => endIfAlive(anvil.pid))
  return {
    rpc: connectRpc(`http://127.0.0.1:${anvil.port}`),
    failed,
    async close() {
      guard.stdin.end()
      await ended
    },
  }
}

/** The native program: the npm package's own launcher would be one more process between it and us. */
function anvilBinary(): string {
  const processor = { x64: 'amd64', arm64: 'arm64' }[process.arch as string] ?? process.arch
  const name = `@foundry-rs/anvil-${process.platform}-${processor}`
  const program = process.platform === 'win32' ? 'anvil.exe' : 'anvil'
  try {
    return createRequire(import.meta.url).resolve(`${name}/bin/${program}`)
  } catch (error) {
    throw new RunError(`anvil is missing (package ${name})`, 'run npm ci', { cause: error })
  }
}

function readReady(output: NodeJS.ReadableStream): Promise<Anvil> {
  let text = ''
  return new Promise((resolve) => {
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('\n')) resolve(JSON.parse(text) as Anvil)
    })
  })
}

function startFailure(complaints: string, port: number): Error {
  if (/address already in use/i.test(complaints))
    return new InputError(`port ${port} is in use`, '--rpc-port', 'give another one, or 0 for any free one')
  return new RunError(`the local chain ended: ${complaints || 'anvil was stopped'}`, 'start again')
}

function endIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended: the usual case.
  }
}
