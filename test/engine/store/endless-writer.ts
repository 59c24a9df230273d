/**
 * Writes block after block to the store at the path given, two entities in each, until it is killed; with a second
 * argument by the thread of a backfill, three blocks a transaction. Says `writing` once it is well under way: in a
 * backfill when the log is being moved to the main file meanwhile.
 */
import { statSync } from 'node:fs'
import { openStore } from '../../../engine/store/index.ts'
import { band, block, MUSIC, put } from './support.ts'

const [path = '', isBackfill] = process.argv.slice(2)
const store = openStore({ path, schema: MUSIC, deployment: 'music', logBytes: 65_536 })
const blockOf = (number: number) =>
  block(number, [put('Band', band('b', `${number}`)), put('Band', band('c', `${number}`))])
if (isBackfill !== undefined) store.setDurability('backfill')
const behind = store.writeBehind()
const sizeBefore = statSync(path).size
let isTold = false
for (let number = 1; number < 1_000_000; number += 3) {
  const blocks = [blockOf(number), blockOf(number + 1), blockOf(number + 2)]
  if (behind === undefined) {
    for (const one of blocks) store.transact([one])
  } else {
    behind.settle()
    behind.start(blocks)
  }
  if (isTold || number < 49 || (behind !== undefined && statSync(path).size === sizeBefore)) continue
  isTold = true
  process.stdout.write('writing\n')
}
