/** Where requests go, apart from what must not be shown. */
export type Endpoint = {
  /** Without user and password: `fetch` refuses a URL that holds them. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** For messages: scheme and host. Providers put API keys into path and query. */
  readonly shown: string
  /** Takes the secrets of the URL out of a text: nodes and proxies quote what they were asked. */
  redact(text: string): string
}

/** Shorter parts of a URL are words such as `v3`, not keys. */
const MIN_SECRET_LENGTH = 6

/** @throws TypeError when the text is no http or https URL */
export function parseEndpoint(text: string): Endpoint {
  const url = URL.parse(text)
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new TypeError('the RPC endpoint must be an http:// or https:// URL')
  }
  const shown = `${url.protocol}//${url.host}${url.pathname === '/' && url.search === '' ? '' : '/…'}`
  const { username, password } = url
  const secrets = [text, password, ...url.pathname.split('/'), ...url.searchParams.values()]
    .flatMap((secret) => [secret, safeDecode(secret)])
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    .sort((a, b) => b.length - a.length)
  const redact = (shownText: string) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), shownText)
  url.username = ''
  url.password = ''
  if (username === '' && password === '') return { url: url.href, headers: {}, shown, redact }
  const credentials = `${safeDecode(username)}:${safeDecode(password)}`
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`
  return { url: url.href, headers: { authorization }, shown, redact }
}

/** A `%` in a password need not begin an escape. */
function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
