/**
 * Runs anvil for the command line and ends it with it. Its standard input is a pipe from the parent: when that closes, because
 * the parent asked for the end or was killed in whatever way, the guard keeps the chain in its file and ends anvil.
 *
 * node guard.ts <GuardOptions as JSON>. Prints one line, `{"port":N,"pid":N}`, when anvil listens.
 */
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { type Lock, tryLock } from '../../scripts/lock.ts'
import { type Anvil, BLOCK_SECONDS } from './constants.ts'
import { connectRpc } from './rpc.ts'
import { loadChain, saveChain } from './state-file.ts'

/** What the guard is told. */
export type GuardOptions = {
  /** anvil's program and arguments. */
  readonly command: readonly [program: string, ...args: string[]]
  /** Where the chain is kept between runs. */
  readonly stateFile?: string
  /** A temporary folder of the parent's, which the parent cannot remove itself when it is killed. */
  readonly temporaryDir?: string
}

/** How long to wait for the guard of an earlier run, which may still be saving its chain. */
const LOCK_TIMEOUT_MS = 60_000

const { command, stateFile, temporaryDir } = JSON.parse(process.argv[2] ?? '') as GuardOptions
const lock = stateFile ? await waitForLock(`${stateFile}.lock`) : undefined
const [program, ...args] = command
const anvil = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
let complaints = ''
anvil.stderr.on('data', (chunk: Buffer) => {
  complaints = (complaints + chunk.toString()).slice(-2000)
})
anvil.once('error', (error) => fail(error.message))
anvil.once('exit', (code, signal) => fail(`anvil ended (${signal ?? code}): ${complaints.trim()}`))

const port = await listeningPort()
const rpc = connectRpc(`http://127.0.0.1:${port}`)
if (stateFile) await loadChain(rpc, stateFile).catch((error: Error) => fail(error.message))
const ready: Anvil = { port, pid: anvil.pid ?? 0 }
process.stdout.write(`${JSON.stringify(ready)}\n`)

process.stdin.resume()
process.stdin.once('end', stop)
process.once('SIGTERM', stop)

async function stop(): Promise<void> {
  anvil.removeAllListeners('exit')
  anvil.once('exit', () => {
    if (temporaryDir) rmSync(temporaryDir, { recursive: true, force: true })
    lock?.release()
    process.exit(0)
  })
  try {
    if (stateFile) await keep(stateFile)
  } finally {
    anvil.kill('SIGKILL')
  }
}

/** A parent that was killed may have left a block half mined: one more block waits for it, so that the dump is of one moment. */
async function keep(file: string): Promise<void> {
  const pool = await rpc.call<{ pending: string }>('txpool_status')
  if (BigInt(pool.pending) > 0n) {
    const { timestamp } = await rpc.call<{ timestamp: string }>('eth_getBlockByNumber', ['latest', false])
    await rpc.call('evm_mine', [Number(timestamp) + BLOCK_SECONDS])
  }
  await saveChain(rpc, file)
}

function listeningPort(): Promise<number> {
  let output = ''
  return new Promise((resolve) => {
    anvil.stdout.on('data', (chunk: Buffer) => {
      // Read on for ever, or a full pipe would stop anvil; but keep nothing once the port is known.
      output = output.length < 20_000 ? output + chunk.toString() : output
      const found = /Listening on [^\s]*:(\d+)/.exec(output)
      if (found) resolve(Number(found[1]))
    })
  })
}

async function waitForLock(path: string): Promise<Lock> {
  const deadline = performance.now() + LOCK_TIMEOUT_MS
  for (;;) {
    const taken = tryLock(path)
    if ('release' in taken) return taken
    if (performance.now() > deadline) {
      process.stderr.write(`the chain is kept by process ${taken.holder}\n`)
      process.exit(1)
    }
    await delay(50)
  }
}

function fail(message: string): never {
  process.stderr.write(`${message.replace(/\s+/g, ' ')}\n`)
  if (anvil.exitCode === null) anvil.kill('SIGKILL')
  lock?.release()
  process.exit(1)
}
