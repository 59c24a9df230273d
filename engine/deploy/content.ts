import { mkdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type FileId, identifyFile, isCid } from '../ipfs/index.ts'
import { DeployError } from './errors.ts'
import { replaceFile } from './replace-file.ts'

/** Files by what they contain, as an IPFS node keeps them. */
export type ContentStore = {
  /** Keeps a file; again the same bytes change nothing. */
  put(bytes: Uint8Array): Promise<FileId>
  has(cid: string): Promise<boolean>
  /** @throws DeployError where there is no such file, or its bytes are not those of the CID */
  get(cid: string): Promise<Uint8Array>
}

/** A content store in a folder, a file for each CID. */
export async function openContentStore(folder: string): Promise<ContentStore> {
  await mkdir(folder, { recursive: true })
  const has = async (cid: string) => isCid(cid) && (await stat(join(folder, cid)).catch(() => undefined)) !== undefined
  return {
    has,
    async put(bytes) {
      const id = identifyFile(bytes)
      if (!(await has(id.cid))) await replaceFile(join(folder, id.cid), bytes)
      return id
    },
    async get(cid) {
      if (!(await has(cid))) throw new DeployError(`no content ${cid} here: add it first`)
      const bytes = await readFile(join(folder, cid))
      if (identifyFile(bytes).cid === cid) return bytes
      throw new DeployError(`the content ${cid} is damaged: delete ${join(folder, cid)} and add it again`)
    },
  }
}
