// Handlers of the Slasher data source: the entry of its wasm module.

export { handleSlashAppealed } from './handlers/slash-appealed'
export { handleSlashOpened } from './handlers/slash-opened'
export { handleSlashOverturned } from './handlers/slash-overturned'
export { handleSlashed } from './handlers/slashed'
export { handleWired } from './handlers/slasher-wired'
