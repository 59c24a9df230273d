/**
 * Opens the store at the path given, says so, and holds it until it is killed. Nothing refers to the store: run with
 * `--expose-gc`, its memory is collected before a word is said, and the lock must outlive that.
 */
import { openStore } from '../../../engine/store/index.ts'
import { MUSIC } from './support.ts'

openStore({ path: process.argv[2] ?? '', schema: MUSIC, deployment: 'music' })
globalThis.gc?.()
process.stdout.write('open\n')
process.stdin.resume()
