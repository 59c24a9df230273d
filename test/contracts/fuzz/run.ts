/** Runs the Solidity tests of this folder: `hardhat test solidity` with the number of runs and the seed given. */
import { spawn } from 'node:child_process'
import { globSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { codeForTests } from './code.ts'

const root = join(import.meta.dirname, '..', '..', '..')

export type FuzzOptions = {
  readonly seed: number
  /** Drawn arguments for each property. */
  readonly runs: number
  /** Histories for each invariant, and calls in each. */
  readonly invariantRuns: number
  readonly depth: number
  /** A pattern of the names of the tests to run. */
  readonly grep?: string
}

export type FuzzResult = {
  /** By contract and function, with the runs that the test runner reports. */
  readonly properties: Readonly<Record<string, number>>
  /** By contract and function, and the invariant's number, with the calls made. */
  readonly invariants: Readonly<Record<string, number>>
  /** Tests without drawn arguments. */
  readonly others: number
  /** What the runner says of the failures, counterexamples included; empty where there is none. */
  readonly failures: string
}

export async function runFuzz({ grep, ...options }: FuzzOptions): Promise<FuzzResult> {
  // What failed once would be tried again: the seed alone should say what is drawn.
  rmSync(join(root, '.labelproof', 'fuzz', 'failures'), { recursive: true, force: true })
  const config = join(import.meta.dirname, 'hardhat.config.ts')
  const child = spawn(
    join(root, 'node_modules', '.bin', 'hardhat'),
    ['--config', config, 'test', 'solidity', ...(grep === undefined ? [] : ['--grep', grep])],
    {
      cwd: root,
      env: {
        ...process.env,
        HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true',
        NO_COLOR: '1',
        ...codeForTests(),
        LABELPROOF_FUZZ: JSON.stringify(options),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk
  })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    errors += chunk
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const result = readReport(output, options.depth)
  if (code === 0) return result
  return { ...result, failures: `${output.split(/\n\s+\d+ failing\n/)[1] ?? output}\n${errors}`.trim().slice(0, 8000) }
}

/** Reads the runner's report: a line with the contract, then one for each of its tests. */
export function readReport(output: string, depth: number): FuzzResult {
  const properties: Record<string, number> = {}
  const invariants: Record<string, number> = {}
  let others = 0
  let contract = ''
  for (const line of output.split('\n')) {
    contract = /^\s+\S+\.sol:(\w+)\s*$/.exec(line)?.[1] ?? contract
    const [, name, runs] = /✔ (\w+)\(.*?\)(?: \(runs: (\d+)\))?\s*$/.exec(line) ?? []
    if (name === undefined) continue
    if (runs === undefined) others++
    else if (name.startsWith('invariant')) {
      for (const number of numbersOf(name)) invariants[`${contract}.${name} ${number}`] = Number(runs) * depth
    } else properties[`${contract}.${name}`] = Number(runs)
  }
  return { properties, invariants, others, failures: '' }
}

/** `invariant_4_...` holds number 4; `invariant_protocol` each number that the market's handler and checks hold or see refused. */
function numbersOf(name: string): readonly number[] {
  const number = /^invariant_(\d+)_/.exec(name)?.[1]
  if (number !== undefined) return [Number(number)]
  const sources = globSync('Market*.sol', { cwd: import.meta.dirname }).map((path) =>
    readFileSync(join(import.meta.dirname, path), 'utf8'),
  )
  const held = sources.flatMap((source) =>
    [...source.matchAll(/_(?:hold|refused)\(\s*(\d+),/g)].map((match) => Number(match[1])),
  )
  return [...new Set(held)].sort((a, b) => a - b)
}
