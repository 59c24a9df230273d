import type { ContentStore } from './content.ts'

/** A reply of the content store's HTTP API. */
export type IpfsReply = { readonly status: number; readonly contentType: string; readonly body: string | Uint8Array }

/**
 * Answers the part of Kubo's RPC API that graph-cli uses, under `/api/v0/`: `add` with its default options, `cat` and
 * `pin/add` (everything added stays).
 * @param path what follows `/api/v0/`
 */
export async function answerIpfs(content: ContentStore, path: string, request: Request): Promise<IpfsReply> {
  const parameters = new URL(request.url).searchParams
  const cid = (parameters.get('arg') ?? '').replace(/^\/ipfs\//, '')
  if (path === 'add') return add(content, request, parameters)
  if (path === 'cat') {
    if (!(await content.has(cid))) return failure(500, `no content ${cid} here`)
    return { status: 200, contentType: 'application/octet-stream', body: await content.get(cid) }
  }
  if (path === 'pin/add') {
    if (!(await content.has(cid))) return failure(500, `no content ${cid} here`)
    return { status: 200, contentType: 'application/json', body: `${JSON.stringify({ Pins: [cid] })}\n` }
  }
  return failure(404, `this is no IPFS node: of its API only add, cat and pin/add are here, not ${path}`)
}

/** Options of `add` that change the CID. */
const UNSUPPORTED = ['cid-version', 'raw-leaves', 'chunker', 'hash', 'trickle', 'wrap-with-directory', 'inline']

async function add(content: ContentStore, request: Request, parameters: URLSearchParams): Promise<IpfsReply> {
  const option = UNSUPPORTED.find(
    (name) => parameters.has(name) && !['', '0', 'false'].includes(parameters.get(name) ?? ''),
  )
  if (option !== undefined) return failure(400, `the option ${option} is not supported`)
  let files: File[]
  try {
    files = [...(await request.formData()).values()].filter((value) => typeof value !== 'string')
  } catch {
    return failure(400, 'the body is no multipart/form-data')
  }
  if (files.length === 0) return failure(400, 'the body has no file')
  const lines: string[] = []
  for (const file of files) {
    const { cid, size } = await content.put(new Uint8Array(await file.arrayBuffer()))
    lines.push(`${JSON.stringify({ Name: decodeURIComponent(file.name), Hash: cid, Size: String(size) })}\n`)
  }
  return { status: 200, contentType: 'application/json', body: lines.join('') }
}

/** An error as Kubo's clients read it. */
function failure(status: number, message: string): IpfsReply {
  return { status, contentType: 'application/json', body: JSON.stringify({ Message: message, Code: 0, Type: 'error' }) }
}
