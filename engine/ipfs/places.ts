import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ContentError } from './errors.ts'
import { type FetchContent, MAX_CONTENT_BYTES } from './read-content.ts'

/** Where content is looked for. */
export type ContentPlace = {
  /** For messages: a folder, or the host of a gateway. */
  readonly name: string
  /** A folder of this machine: what is there is there at once. */
  readonly isLocal: boolean
  readonly fetch: FetchContent
}

/** How long a gateway may look for content: graph-node's limit. */
const TIMEOUT_MS = 60_000

/** A place by what a user gives: the URL of an IPFS gateway, or a folder with a file for each CID, named by it. */
export function openPlace(place: string, signal: AbortSignal, timeoutMs = TIMEOUT_MS): ContentPlace {
  return /^https?:\/\//.test(place) ? gateway(place, signal, timeoutMs) : folder(place)
}

function folder(path: string): ContentPlace {
  return {
    name: path,
    isLocal: true,
    async fetch({ text }) {
      const file = join(path, text)
      const found = await stat(file).catch(() => undefined)
      if (found === undefined || !found.isFile()) return undefined
      if (found.size > MAX_CONTENT_BYTES) throw new ContentError(`${file} has more than ${MAX_CONTENT_BYTES} bytes`)
      return readFile(file)
    },
  }
}

/** Gateways that know raw blocks give the block of a CID, others the whole file: either can be checked. */
function gateway(url: string, signal: AbortSignal, timeoutMs: number): ContentPlace {
  const { host } = new URL(url)
  return {
    name: host,
    isLocal: false,
    async fetch({ text }) {
      const response = await fetch(`${url.replace(/\/+$/, '')}/ipfs/${text}?format=raw`, {
        headers: { accept: 'application/vnd.ipld.raw, */*;q=0.1' },
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      }).catch(() => undefined)
      if (response === undefined) return undefined
      if (!response.ok || response.body === null) {
        await response.body?.cancel()
        return undefined
      }
      return readAll(response.body, text).catch((error: unknown) => {
        if (error instanceof ContentError) throw error
        return undefined
      })
    },
  }
}

async function readAll(body: ReadableStream<Uint8Array>, text: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of body) {
    length += part.length
    if (length > MAX_CONTENT_BYTES) throw new ContentError(`${text} has more than ${MAX_CONTENT_BYTES} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}
