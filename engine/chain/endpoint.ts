/** Where requests go, apart from what must not be shown. */
export type Endpoint = {
  /** Without user and password: `fetch` refuses a URL that holds them. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** For messages: scheme and host. Providers put API keys into path and query. */
  readonly shown: string
}

/** @throws TypeError when the text is no http or https URL */
export function parseEndpoint(text: string): Endpoint {
  const url = URL.parse(text)
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new TypeError('the RPC endpoint must be an http:// or https:// URL')
  }
  const shown = `${url.protocol}//${url.host}${url.pathname === '/' && url.search === '' ? '' : '/…'}`
  const { username, password } = url
  url.username = ''
  url.password = ''
  if (username === '' && password === '') return { url: url.href, headers: {}, shown }
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`
  return { url: url.href, headers: { authorization }, shown }
}
