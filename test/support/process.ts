import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'

/** A program started for a test, with the end of its output for messages. */
export type Running = {
  readonly child: ChildProcess
  /** The last 8 kB of standard output and error. */
  output(): string
  /** Sends the signal and waits for the end; kills after `graceMs`. */
  stop(signal?: NodeJS.Signals, graceMs?: number): Promise<number | null>
}

const outputLimit = 8192

/** Starts a program whose end the test must await by `stop`. */
export function startProcess(command: string, args: readonly string[], options: SpawnOptions = {}): Running {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  const keep = (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-outputLimit)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      text += String(error)
      resolve(null)
    })
    child.once('exit', (code) => resolve(code))
  })
  return {
    child,
    output: () => text,
    async stop(signal = 'SIGTERM', graceMs = 10_000) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
      const code = await ended
      clearTimeout(timer)
      return code
    },
  }
}

/** Asks until `probe` gives a value that is not undefined; fails with `what` and the program's output after `timeoutMs`. */
export async function waitFor<T>(
  what: string,
  probe: () => Promise<T | undefined>,
  options: { timeoutMs: number; running?: Running },
): Promise<T> {
  const end = performance.now() + options.timeoutMs
  let last: unknown
  while (performance.now() < end) {
    try {
      const value = await probe()
      if (value !== undefined) return value
    } catch (error) {
      last = error
    }
    if (options.running !== undefined && options.running.child.exitCode !== null) break
    await delay(100)
  }
  throw new Error(
    `${what} did not happen in ${options.timeoutMs} ms: ${last ?? ''}\n${options.running?.output() ?? ''}`,
  )
}
