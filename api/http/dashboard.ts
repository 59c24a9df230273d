import { join } from 'node:path'
import express, { type RequestHandler, Router } from 'express'

/**
 * The built dashboard at `/`. Its pages are routes of the browser: any path without an extension is answered with index.html.
 *
 * @param dir - With index.html, and hashed file names under `assets/`.
 */
export function dashboardRouter(dir: string): Router {
  const router = Router()
  router.use('/assets', express.static(join(dir, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }))
  router.use(express.static(dir, { setHeaders: (response) => response.setHeader('cache-control', 'no-cache') }))
  router.get('/{*path}', sendIndex(dir))
  return router
}

function sendIndex(dir: string): RequestHandler {
  return (request, response, next) => {
    const isPage = !request.path.slice(request.path.lastIndexOf('/')).includes('.') && request.accepts('html')
    if (!isPage) next()
    else response.sendFile('index.html', { root: dir, headers: { 'cache-control': 'no-cache' } }, next)
  }
}
