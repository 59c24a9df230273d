/** Opens the store at the path given, says so, and holds it until it is killed. */
import { openStore } from '../../../engine/store/index.ts'
import { MUSIC } from './support.ts'

openStore({ path: process.argv[2] ?? '', schema: MUSIC, deployment: 'music' })
process.stdout.write('open\n')
process.stdin.resume()
