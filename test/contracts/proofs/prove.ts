/** Asks the SMTChecker of the npm compiler (its engine for Horn clauses, Z3) about every assertion of contracts/proofs/. */
import { createRequire } from 'node:module'
import { type Model, modelPathOf } from './flatten.ts'
import { type Edit, readProof } from './input.ts'

const require = createRequire(import.meta.url)

export type Verdict = 'proven' | 'unproved' | 'violated'

export type Result = {
  /** `P7`; `casts of Escrow in EscrowProof` for the assertions that the rewriting puts in the place of casts. */
  readonly name: string
  readonly claim: string
  readonly verdict: Verdict
  /** `contracts/proofs/EscrowProof.sol:12`. */
  readonly place: string
}

type Diagnostic = {
  readonly errorCode?: string
  readonly severity: string
  readonly formattedMessage: string
  readonly sourceLocation?: { readonly file: string; readonly start: number }
}

/**
 * Proves one contract.
 * @param name Of a contract `contracts/proofs/<name>.sol`.
 * @throws Error when a source does not compile, or when the checker leaves an assertion out.
 */
export function prove(name: string, edit?: Edit): Result[] {
  const { path, proof, models, input } = readProof(name, edit)
  // Loaded at the first use: nine megabytes.
  const solc = require('solc') as { compile(input: string): string }
  const { errors = [] } = JSON.parse(solc.compile(input)) as { errors?: Diagnostic[] }
  const found = new Map<string, Verdict>()
  for (const message of errors) {
    if (message.severity === 'error') throw new Error(message.formattedMessage)
    const verdict = verdictOf(message)
    const location = message.sourceLocation
    if (verdict === undefined || location === undefined) continue
    const key = `${location.file}:${location.start}`
    // A cast is asserted in several functions.
    found.set(key, worst([verdict, found.get(key) ?? 'proven']))
  }
  return [...readResults(path, proof, found), ...castResults(name, models, found)]
}

function verdictOf({ errorCode, formattedMessage }: Diagnostic): Verdict | undefined {
  if (errorCode === '9576') return 'proven'
  if (errorCode !== '6328') return undefined
  return formattedMessage.includes('violation happens here') ? 'violated' : 'unproved'
}

const worst = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.includes('violated') ? 'violated' : verdicts.includes('unproved') ? 'unproved' : 'proven'

/** Each `// P1: claim` with the assertion on the next line. */
function readResults(path: string, source: string, found: ReadonlyMap<string, Verdict>): Result[] {
  const results: Result[] = []
  for (const match of source.matchAll(/\/\/ (P\d+): ([^\n]*)\n\s*(?=assert\()/g)) {
    const start = (match.index ?? 0) + match[0].length
    const verdict = found.get(`${path}:${start}`)
    const line = source.slice(0, start).split('\n').length
    const [, name = '', claim = ''] = match
    if (verdict === undefined) throw new Error(`the checker says nothing of ${name} (${path}:${line})`)
    results.push({ name, claim, verdict, place: `${path}:${line}` })
  }
  return results
}

/** The assertions that stand for narrowing casts, where the proof reaches any. */
function castResults(proof: string, models: readonly Model[], found: ReadonlyMap<string, Verdict>): Result[] {
  return models.flatMap((model) => {
    const reached = [...found].filter(([key]) => key.startsWith(`${modelPathOf(model)}:`)).map(([, verdict]) => verdict)
    if (reached.length === 0) return []
    const verdict = worst(reached)
    return [
      {
        name: `casts of ${model.name} in ${proof}`,
        claim: 'no narrowing cast cuts anything off',
        verdict,
        place: model.file,
      },
    ]
  })
}
