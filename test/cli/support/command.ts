import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

/** A `labelproof` command that runs. */
export type Command = {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** The text on standard output so far. */
  out(): string
}

const MAIN = join(import.meta.dirname, '..', '..', '..', 'cli', 'main.ts')

/** Starts the real command line in a folder, which is also its folder for temporary files, without settings from outside. */
export function startCommand(
  argv: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Command {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(LABELPROOF_|NODE_TEST)/.test(name))
  const child = spawn(process.execPath, [MAIN, ...argv], {
    cwd,
    env: { ...Object.fromEntries(inherited), TMPDIR: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, out, err })))
  return { child, ended, out: () => out }
}

/** Runs a command to its end. */
export function runCommand(
  argv: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return startCommand(argv, cwd, env).ended
}
