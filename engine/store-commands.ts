import { parseArgs } from 'node:util'
import { findStateMismatch, readStateHash, rewindStore } from './index.ts'
import { UsageError } from './settings.ts'

const HASH_HELP = `Prints the state hash of a store at a block: equal for all that indexed the same chain with the same subgraph.

  node engine/main.ts hash --store FILE [--block N] [--check] [--json]

  --store FILE  of \`--store\`; an engine may be writing it   LABELPROOF_ENGINE_STORE
  --block N     up to the head, which is the default
  --check       computes the hashes from the rows again; exit code 1 where they are others
  --json        {"deployment","block","hash","changedIn":{"number","hash"}}
`

const REWIND_HELP = `Goes back to the state at a block. The next start of the engine goes on from there.

  node engine/main.ts rewind --store FILE --block N [--json]

  --store FILE  of \`--store\`; no engine may have it open    LABELPROOF_ENGINE_STORE
  --block N     the last block to keep
  --json        {"from":{"number","hash"},"to":{"number","hash"},"versions":{"<type>":N}}
`

type Values = { readonly store?: string; readonly block?: string; readonly check?: boolean; readonly json?: boolean }
type Outcome = { readonly output: string; readonly exitCode: 0 | 1 }

const COMMANDS: Readonly<Record<string, { help: string; run(path: string, values: Values): Outcome }>> = {
  hash: { help: HASH_HELP, run: runHash },
  rewind: { help: REWIND_HELP, run: runRewind },
}

/**
 * Runs a command on a store, where the first argument is one.
 * @throws UsageError, StoreError
 */
export function runStoreCommand([name = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Outcome | undefined {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) return undefined
  const values = readValues(args)
  if (values.help === true) return { output: command.help, exitCode: 0 }
  if (values.check === true && name !== 'hash') throw new UsageError('--check is for hash')
  const path = values.store ?? env.LABELPROOF_ENGINE_STORE ?? ''
  if (path === '') throw new UsageError('--store is missing: give it, or set LABELPROOF_ENGINE_STORE')
  return command.run(path, { ...values, json: values.json === true || env.LABELPROOF_ENGINE_JSON === '1' })
}

function readValues(args: readonly string[]) {
  const [text, flag] = [{ type: 'string' } as const, { type: 'boolean' } as const]
  const options = { store: text, block: text, check: flag, json: flag, help: flag }
  try {
    return parseArgs({ args: [...args], options, strict: true }).values
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n')
    throw new UsageError(`${reason} (see --help)`)
  }
}

function readBlock(value: string): number {
  if (/^\d+$/.test(value) && Number.isSafeInteger(Number(value))) return Number(value)
  throw new UsageError(`--block is \`${value}\`: give a whole number`)
}

function runHash(path: string, { block, check, json }: Values): Outcome {
  const wrong = check === true ? findStateMismatch(path) : undefined
  if (wrong !== undefined) {
    const output = json ? JSON.stringify({ mismatch: wrong }) : `the rows of block ${wrong} do not give its state hash`
    return { output: `${output}\n`, exitCode: 1 }
  }
  const state = readStateHash(path, block === undefined ? undefined : readBlock(block))
  return { output: `${json ? JSON.stringify(state) : `${state.hash} at block ${state.block}`}\n`, exitCode: 0 }
}

function runRewind(path: string, { block, json }: Values): Outcome {
  if (block === undefined) throw new UsageError('--block is missing: the last block to keep')
  const rewound = rewindStore(path, readBlock(block))
  if (json) return { output: `${JSON.stringify(rewound)}\n`, exitCode: 0 }
  const { from, to, versions } = rewound
  const counts = Object.entries(versions).filter(([, count]) => count > 0)
  const gone = counts.map(([type, count]) => `, ${count} of ${type}`).join('')
  const output =
    from.number === to.number
      ? `at block ${to.number} already`
      : `back from block ${from.number} to ${to.number}${gone}`
  return { output: `${output}\n`, exitCode: 0 }
}
