/** Proves the contract that it is given: the compiler keeps a thread busy for seconds. */
import { parentPort, workerData } from 'node:worker_threads'
import { prove } from './prove.ts'
import type { Edits } from './run.ts'

const { name, edits } = workerData as { name: string; edits: Edits }
const edit = (source: string): string => edits.reduce((text, [pattern, by]) => text.replace(pattern, by), source)
parentPort?.postMessage(prove(name, edit))
