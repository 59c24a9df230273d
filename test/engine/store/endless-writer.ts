/**
 * Writes block after block to the store at the path given, two entities in each, until it is killed; with a second
 * argument by the thread of a backfill, three blocks a transaction.
 */
import { openStore } from '../../../engine/store/index.ts'
import { band, block, MUSIC, put } from './support.ts'

const [path = '', isBackfill] = process.argv.slice(2)
const store = openStore({ path, schema: MUSIC, deployment: 'music' })
const blockOf = (number: number) =>
  block(number, [put('Band', band('b', `${number}`)), put('Band', band('c', `${number}`))])
if (isBackfill !== undefined) store.setDurability('backfill')
const behind = store.writeBehind()
for (let number = 1; number < 1_000_000; number += 3) {
  const blocks = [blockOf(number), blockOf(number + 1), blockOf(number + 2)]
  if (behind === undefined) {
    for (const one of blocks) store.transact([one])
  } else {
    behind.settle()
    behind.start(blocks)
  }
  if (number === 49) process.stdout.write('writing\n')
}
