/**
 * The histories of market/conservation.test.ts for as long as one likes: `node test/contracts/deep.ts --actions 20000 --seed 1`
 * plays fresh chains one after the other and writes test/contracts/deep-result.json. The same arguments give the same file; an
 * invariant that breaks ends the run with the seed of its history.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkHistory } from './support/conservation.ts'

/** Long enough for several dozen batches side by side, short enough that the invariants' own cost stays flat. */
const actionsPerHistory = 500

const { values } = parseArgs({
  options: { actions: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } },
})
const [actions, seed] = [count('actions', values.actions), count('seed', values.seed)]
const kinds: Record<string, number> = {}
let histories = 0
for (let done = 0; done < actions; histories++) {
  const length = Math.min(actionsPerHistory, actions - done)
  const played = await checkHistory(seed + histories, length).catch((error: unknown) => {
    throw new Error(`the history of seed ${seed + histories} breaks an invariant`, { cause: error })
  })
  for (const [kind, times] of played) kinds[kind] = (kinds[kind] ?? 0) + times
  done += length
}
const sorted = Object.fromEntries(Object.entries(kinds).sort(([a], [b]) => (a < b ? -1 : 1)))
const result = { seed, actions, histories, actionsPerHistory, kinds: sorted }
writeFileSync(join(import.meta.dirname, 'deep-result.json'), `${JSON.stringify(result, null, 2)}\n`)
console.log(`${actions} actions in ${histories} histories from seed ${seed}: every invariant held`)

function count(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`--${name} takes a whole number, not ${text}`)
  return value
}
