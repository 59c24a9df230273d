import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A running server. */
export type Listening = { readonly url: string; readonly port: number; close(): Promise<void> }

/**
 * Listens with a handler.
 * @param place.port 0 takes a free one
 * @throws the error of `listen`, such as EADDRINUSE
 */
export async function listenHttp(handler: RequestListener, place: { host: string; port: number }): Promise<Listening> {
  const server = createServer(handler)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(place.port, place.host, resolve)
  await promise
  const { port } = server.address() as AddressInfo
  const shownHost = place.host.includes(':') ? `[${place.host}]` : place.host
  return { url: `http://${shownHost}:${port}`, port, close: () => close(server) }
}

function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  // Running queries end by themselves; connections that only wait for the next request would keep the server open.
  server.closeIdleConnections()
  return promise
}
