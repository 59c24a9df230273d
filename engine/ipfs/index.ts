/** Content by what it is: IPFS's names for files, where they are looked for, and the proof of every byte. */
export { ContentPathError, parseContentPath } from './cid.ts'
export { type FileId, identifyFile, isCid, MAX_FILE_BYTES } from './unixfs.ts'
export { type ContentWatcher, createContentWatcher, type FoundContent } from './watcher.ts'
