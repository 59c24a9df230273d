/** The contracts through the npm compiler, in this process: with changed sources, into a folder of their own. */
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, posix } from 'node:path'
import type { Node } from './syntax.ts'

const require = createRequire(import.meta.url)

/** Where contracts and the built artifacts are. */
export const root = process.env.LABELPROOF_CONTRACTS_ROOT ?? join(import.meta.dirname, '..', '..', '..')

/** Source text by the name that it is imported by. */
export type Sources = Readonly<Record<string, string>>

/** Files of ours that the tools change: not the test contracts, nor what only the compiler reads. */
export function isOurs(file: string): boolean {
  return file.startsWith('contracts/') && !/^contracts\/(mocks|proofs|fuzz)\//.test(file)
}

/** Every contract of the project, but for proofs and Solidity tests, and what they import. */
export function readSources(): Sources {
  const sources: Record<string, string> = {}
  const add = (file: string): void => {
    if (file in sources) return
    const source = readFileSync(join(root, file.startsWith('@') ? join('node_modules', file) : file), 'utf8')
    sources[file] = source
    for (const [, target = ''] of source.matchAll(/^\s*(?:import|\} from)[^;"]*"([^"]+)";/gm))
      add(target.startsWith('.') ? posix.join(posix.dirname(file), target) : target)
  }
  for (const file of globSync('contracts/**/*.sol', { cwd: root }).sort())
    if (!/^contracts\/(proofs|fuzz)\/|\.t\.sol$/.test(file)) add(file)
  return sources
}

type Link = { readonly start: number; readonly length: number }
type Bytecode = { readonly object: string; readonly linkReferences: Record<string, Record<string, Link[]>> }
type Compiled = {
  readonly evm: {
    readonly bytecode: Bytecode
    readonly deployedBytecode: Bytecode & { readonly immutableReferences?: unknown }
  }
}
type Problem = { readonly severity: string; readonly formattedMessage: string; readonly sourceLocation?: unknown }
type Output = {
  readonly errors?: readonly Problem[]
  readonly sources?: Readonly<Record<string, { readonly ast: Node }>>
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, Compiled>>>>
}

export class CompilationError extends Error {
  readonly problems: readonly Problem[]
  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.formattedMessage).join('\n'))
    this.problems = problems
  }
}

/** The syntax trees with types. */
export function parse(sources: Sources): Readonly<Record<string, Node>> {
  const { sources: parsed = {} } = compile(sources, { outputSelection: { '*': { '': ['ast'] } } })
  return Object.fromEntries(Object.entries(parsed).map(([file, { ast }]) => [file, ast]))
}

/**
 * Compiles every source and writes what Hardhat reads: a copy of the project's artifacts with other bytecode.
 * @param options.isOptimized Longer to compile, three times as fast to run: code that is not optimised lives in memory, of which the
 * chain in the process copies all for each step.
 * @throws CompilationError
 */
export function writeArtifacts(sources: Sources, folder: string, options: { isOptimized?: boolean } = {}): void {
  const wanted = ['evm.bytecode.object', 'evm.bytecode.linkReferences', 'evm.deployedBytecode']
  const { contracts = {} } = compile(sources, {
    viaIR: true,
    optimizer: { enabled: options.isOptimized ?? false, runs: 1 },
    // Neither is read by a test; both would hold the sources as they are not.
    metadata: { appendCBOR: false },
    outputSelection: { '*': { '*': wanted } },
  })
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  cpSync(join(root, 'artifacts', 'contracts'), join(folder, 'contracts'), { recursive: true })
  for (const path of globSync('contracts/**/*.json', { cwd: folder })) {
    const artifact = JSON.parse(readFileSync(join(folder, path), 'utf8')) as {
      sourceName: string
      contractName: string
    }
    const compiled = contracts[artifact.sourceName]?.[artifact.contractName]
    if (compiled === undefined) continue
    const { bytecode, deployedBytecode } = compiled.evm
    const changed = {
      ...artifact,
      bytecode: `0x${bytecode.object}`,
      deployedBytecode: `0x${deployedBytecode.object}`,
      linkReferences: bytecode.linkReferences,
      deployedLinkReferences: deployedBytecode.linkReferences,
      immutableReferences: deployedBytecode.immutableReferences ?? {},
    }
    writeFileSync(join(folder, path), JSON.stringify(changed))
  }
}

function compile(sources: Sources, settings: object): Output {
  const { compile: run } = require('solc') as { compile(input: string): string }
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(Object.entries(sources).map(([file, content]) => [file, { content }])),
    settings: { evmVersion: 'prague', ...settings },
  }
  const output = JSON.parse(run(JSON.stringify(input))) as Output
  const problems = (output.errors ?? []).filter(({ severity }) => severity === 'error')
  if (problems.length > 0) throw new CompilationError(problems)
  return output
}
