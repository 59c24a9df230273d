import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { isAbsolute, join, normalize } from 'node:path'
import { parse as parseYaml } from 'yaml'
import type { ContentStore } from './content.ts'
import { DeployError } from './errors.ts'

const MANIFEST_FILE = 'subgraph.yaml'

/**
 * Writes the subgraph of a published manifest as a folder such as `graph build` writes: every link `{ "/": "/ipfs/<cid>" }`
 * becomes the path of the linked file. The manifest is written as JSON, which is YAML.
 * @throws DeployError where the manifest is none, or links to what is not in the store
 */
export async function writeBuildFolder(content: ContentStore, manifestCid: string, folder: string): Promise<void> {
  const text = Buffer.from(await content.get(manifestCid)).toString('utf8')
  const linked = new Set<string>()
  const manifest = replace(parseManifest(text, manifestCid), (value) => {
    const cid = findLink(value)
    if (cid === undefined) return undefined
    linked.add(cid)
    return cid
  })
  const draft = `${folder}.new`
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { recursive: true })
  for (const cid of linked) await writeFile(join(draft, cid), await content.get(cid))
  await writeFile(join(draft, MANIFEST_FILE), JSON.stringify(manifest, null, 2))
  await rm(folder, { recursive: true, force: true })
  await rename(draft, folder)
}

/**
 * Publishes the output folder of `graph build`: its files, and the manifest with links to them.
 * @returns the manifest's CID. `graph deploy` writes the same manifest as other bytes, so that it gets another.
 * @throws DeployError where the folder is no build
 */
export async function publishBuildFolder(content: ContentStore, folder: string): Promise<string> {
  const text = await readFile(join(folder, MANIFEST_FILE), 'utf8').catch(() => {
    throw new DeployError(
      `${join(folder, MANIFEST_FILE)} cannot be read: point to the output folder of \`graph build\``,
    )
  })
  const paths = await readdir(folder, { recursive: true })
  const cids = new Map<string, string>()
  const manifest = parseManifest(text, folder)
  for (const path of filesNamed(manifest)) {
    const relative = normalize(path)
    if (isAbsolute(relative) || relative.startsWith('..') || !paths.includes(relative))
      throw new DeployError(`${folder}: the manifest names ${path}, which is not in the folder`)
    cids.set(path, (await content.put(await readFile(join(folder, relative)))).cid)
  }
  const linked = replace(manifest, (value, key) => {
    const cid = key === 'file' && typeof value === 'string' ? cids.get(value) : undefined
    return cid === undefined ? undefined : { '/': `/ipfs/${cid}` }
  })
  return (await content.put(Buffer.from(JSON.stringify(linked, null, 2)))).cid
}

function parseManifest(text: string, place: string): Record<string, unknown> {
  try {
    const value: unknown = parseYaml(text)
    if (typeof value === 'object' && value !== null && 'dataSources' in value) return value as Record<string, unknown>
  } catch (error) {
    throw new DeployError(`${place} is not YAML: ${String(error).split('\n')[0]}`)
  }
  throw new DeployError(`${place} is no manifest of a subgraph: it has no dataSources`)
}

/** Every value of a key `file`: schema, ABIs and mappings. */
function filesNamed(manifest: unknown): string[] {
  const files: string[] = []
  replace(manifest, (value, key) => {
    if (key === 'file' && typeof value === 'string') files.push(value)
    return undefined
  })
  return files
}

function findLink(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('/' in value) || typeof value['/'] !== 'string') return undefined
  return value['/'].replace(/^\/ipfs\//, '')
}

/** A copy in which values are what `change` makes of them, where that is not undefined. */
function replace(value: unknown, change: (value: unknown, key: string) => unknown, key = ''): unknown {
  const changed = change(value, key)
  if (changed !== undefined) return changed
  if (Array.isArray(value)) return value.map((item) => replace(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replace(item, change, name)]))
}
