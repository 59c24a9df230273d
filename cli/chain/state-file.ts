import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { RunError } from '../errors.ts'
import type { Rpc } from './rpc.ts'

/**
 * Writes a file so that a reader sees the old bytes or the new ones, never a part: a temporary file in the same folder, fsync,
 * rename, fsync of the folder.
 */
export async function writeFileAtomically(path: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    await using file = await open(temporary, 'wx')
    await file.writeFile(bytes)
    await file.sync()
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await using folder = await open(dirname(path))
  await folder.sync()
}

/** Keeps the whole chain (state, blocks, transactions, logs) in a file: anvil's own compressed dump. */
export async function saveChain(rpc: Rpc, path: string): Promise<void> {
  const dump = await rpc.call<string>('anvil_dumpState')
  await writeFileAtomically(path, Buffer.from(dump.slice(2), 'hex'))
}

/** Loads a chain kept by `saveChain` into a fresh anvil; blocks keep their hashes. Without a file nothing happens. */
export async function loadChain(rpc: Rpc, path: string): Promise<void> {
  if (!existsSync(path)) return
  const dump = `0x${(await readFile(path)).toString('hex')}`
  try {
    await rpc.call('anvil_loadState', [dump])
  } catch (error) {
    throw new RunError(`${path} holds no chain that anvil can load`, 'remove the data folder and start again', {
      cause: error,
    })
  }
}
