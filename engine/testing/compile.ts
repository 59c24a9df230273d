import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative, resolve } from 'node:path'
import type { TestingConfig } from './config.ts'
import { TestingError } from './errors.ts'

/** The part of asc 0.19's programming interface that is used here. */
type Asc = {
  readonly ready: Promise<void>
  main(argv: string[], options: AscOptions, callback: (error: Error | null) => number): number
}

type AscOptions = {
  readonly stdout: { write(chunk: string | Uint8Array): void }
  readonly stderr: { write(chunk: string | Uint8Array): void }
  writeFile(name: string, contents: string | Uint8Array, baseDir: string): void
  /** Null where there is no such file. */
  readFile(name: string, baseDir: string): string | null
}

/** Compiles a suite to WebAssembly. */
export type Compile = (path: string) => Uint8Array

const OUTPUT = 'suite.wasm'

/**
 * Loads the AssemblyScript compiler of the subgraph's libraries.
 *
 * The options are matchstick's but for `--optimize`: it takes three quarters of the time and changes no result.
 * @param readSource what is read in place of a file, by its absolute path; undefined for the file itself
 */
export async function createCompiler(
  { subgraphDir, libsDir }: TestingConfig,
  readSource: (path: string) => string | undefined = () => undefined,
): Promise<Compile> {
  const asc = loadAsc(libsDir)
  await asc.ready
  const readFile = (name: string, baseDir: string): string | null => {
    const path = resolve(baseDir, name)
    return readSource(path) ?? readIfExists(path)
  }
  const globals = join(libsDir, '@graphprotocol/graph-ts/global/global.ts')
  return (path) => {
    const sources = [path, globals].map((file) => relative(subgraphDir, file))
    // graph-ts is found by --lib and matchstick-as, whose package.json names its folder, by --path.
    const folders = ['--baseDir', subgraphDir, '--lib', libsDir, '--path', libsDir]
    const flags = ['--explicitStart', '--exportTable', '--runtime', 'stub', '--debug']
    return compile(asc, [...sources, ...folders, ...flags, '--outFile', OUTPUT], readFile)
  }
}

function compile(asc: Asc, argv: string[], readFile: AscOptions['readFile']): Uint8Array {
  let wasm: Uint8Array | undefined
  let diagnostics = ''
  const stream = {
    write: (chunk: string | Uint8Array): void => {
      diagnostics += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
    },
  }
  let failure: Error | null = null
  const writeFile = (name: string, contents: string | Uint8Array): void => {
    if (name === OUTPUT && typeof contents !== 'string') wasm = contents
  }
  asc.main(argv, { stdout: stream, stderr: stream, writeFile, readFile }, (error) => {
    failure = error
    return error === null ? 0 : 1
  })
  if (wasm !== undefined && failure === null) return wasm
  throw new TestingError('COMPILE', `${argv[0]} does not compile\n${diagnostics}`.trimEnd(), { cause: failure })
}

function readIfExists(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function loadAsc(libsDir: string): Asc {
  const path = join(libsDir, 'assemblyscript/cli/asc.js')
  let asc: unknown
  try {
    asc = createRequire(import.meta.url)(path)
  } catch (error) {
    throw new TestingError('CONFIG', `cannot load the AssemblyScript compiler ${path}`, { cause: error })
  }
  if (isAsc(asc)) return asc
  throw new TestingError('CONFIG', `${path} is not an AssemblyScript 0.19 compiler`)
}

function isAsc(value: unknown): value is Asc {
  return typeof value === 'object' && value !== null && 'main' in value && 'ready' in value
}
