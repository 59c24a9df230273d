import { readFile } from 'node:fs/promises'
import { isCid } from '../ipfs/index.ts'
import { DeployError } from './errors.ts'
import { replaceFile } from './replace-file.ts'

/** Which deployment each name stands for, kept in a file; null before the first deployment. */
export type Names = {
  entries(): ReadonlyMap<string, string | null>
  set(name: string, deployment: string | null): Promise<void>
  remove(name: string): Promise<void>
}

/** graph-node's rule: parts of letters, digits, `-` and `_` between slashes, that begin and end with a letter or digit. */
export function isSubgraphName(name: string): boolean {
  return name.split('/').every((part) => {
    const hasForm = /^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$/.test(part)
    return hasForm && /[A-Za-z]/.test(part) && part !== 'graphql'
  })
}

/**
 * Opens the file, or begins without names where there is none.
 * @throws DeployError where the file is damaged
 */
export async function openNames(path: string): Promise<Names> {
  const names = parseNames(path, await readFile(path, 'utf8').catch(ifMissing))
  const save = () => replaceFile(path, `${JSON.stringify(Object.fromEntries(names), null, 2)}\n`)
  return {
    entries: () => names,
    async set(name, deployment) {
      names.set(name, deployment)
      await save()
    },
    async remove(name) {
      names.delete(name)
      await save()
    },
  }
}

function ifMissing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '{}'
  throw error
}

function parseNames(path: string, text: string): Map<string, string | null> {
  const refuse = () => new DeployError(`${path} is damaged: correct it, or delete it and deploy again`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw refuse()
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse()
  return new Map(
    Object.entries(value).map(([name, deployment]: [string, unknown]) => {
      if (!isSubgraphName(name)) throw refuse()
      if (deployment === null) return [name, null]
      if (typeof deployment !== 'string' || !isCid(deployment)) throw refuse()
      return [name, deployment]
    }),
  )
}
