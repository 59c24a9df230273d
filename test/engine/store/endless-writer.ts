/** Writes block after block to the store at the path given, two entities in each, until it is killed. */
import { openStore } from '../../../engine/store/index.ts'
import { band, block, MUSIC, put } from './support.ts'

const store = openStore({ path: process.argv[2] ?? '', schema: MUSIC, deployment: 'music' })
for (let number = 1; number < 1_000_000; number++) {
  store.transact([block(number, [put('Band', band('b', `${number}`)), put('Band', band('c', `${number}`))])])
  if (number === 50) process.stdout.write('writing\n')
}
