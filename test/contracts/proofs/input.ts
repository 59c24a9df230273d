/** What the compiler is given for a proof: the whole of it, so that its hash stands for the question asked. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { flattenModel, flattenProof, type Model, modelPathOf, modelsOf, typesOnly } from './flatten.ts'

const root = join(import.meta.dirname, '..', '..', '..')

/** A change of every source of ours before it is checked, for controls. */
export type Edit = (source: string) => string

export type Proof = {
  readonly path: string
  /** The proof contract as it is checked. */
  readonly proof: string
  readonly models: readonly Model[]
  /** Standard JSON with every source. */
  readonly input: string
  /** sha256 of the input without comments and the compiler's version: what was proven once is proven for the same fingerprint. */
  readonly fingerprint: string
}

export function readProof(name: string, edit: Edit = (source) => source): Proof {
  const path = `contracts/proofs/${name}.sol`
  const original = edit(read(path))
  const models = modelsOf(original)
  const proof = models.length === 0 ? original : flattenProof(original)
  const sources: Record<string, string> = { [path]: proof }
  for (const model of models) sources[modelPathOf(model)] = flattenModel(model, edit(read(model.file)), original)
  for (const file of Object.keys(sources)) addImports(sources, file, edit)
  const modelChecker = {
    engine: 'chc',
    targets: ['assert'],
    contracts: { [path]: [name] },
    showProvedSafe: true,
    showUnproved: true,
  }
  const input = JSON.stringify({
    language: 'Solidity',
    sources: Object.fromEntries(Object.entries(sources).map(([file, content]) => [file, { content }])),
    settings: { evmVersion: 'prague', outputSelection: {}, modelChecker },
  })
  const { version } = JSON.parse(read('node_modules/solc/package.json')) as { version: string }
  const code = JSON.stringify([version, modelChecker, Object.entries(sources)]).replace(/\/\/.*?(?=\\n)/g, '')
  const fingerprint = createHash('sha256').update(code).digest('hex')
  return { path, proof, models, input, fingerprint }
}

/** Adds what the file imports, and what that imports. */
function addImports(sources: Record<string, string>, file: string, edit: Edit): void {
  for (const [, target = ''] of (sources[file] ?? '').matchAll(/\nimport [^;]*?"([^"]+)";/g)) {
    const imported = target.startsWith('.') ? posix.join(posix.dirname(file), target) : target
    if (imported in sources) continue
    const source = imported.startsWith('@') ? read(join('node_modules', imported)) : edit(read(imported))
    sources[imported] = imported.startsWith('contracts/types/') ? typesOnly(source) : source
    addImports(sources, imported, edit)
  }
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
