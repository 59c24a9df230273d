import { join } from 'node:path'
import { openStore } from '../../../engine/store/index.ts'
import { testStore } from './conformance.ts'
import { MUSIC, temporaryFolder } from './support.ts'

testStore('SQLite', () => {
  const folder = temporaryFolder()
  const open = () => openStore({ path: join(folder.path, 'store.db'), schema: MUSIC, deployment: 'music' })
  let store = open()
  return {
    store,
    reopen() {
      store.close()
      store = open()
      return store
    },
    end() {
      store.close()
      folder.remove()
    },
  }
})
