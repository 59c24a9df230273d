import { type AnchorHTMLAttributes, type MouseEvent, useMemo, useSyncExternalStore } from 'react'

const changed = 'labelproof:navigate'

export type Place = { path: string; search: URLSearchParams }

/** Where the visitor is. The URL is the only state that pages have. */
export function usePlace(): Place {
  const href = useSyncExternalStore(subscribe, () => window.location.pathname + window.location.search)
  return useMemo(() => {
    const { pathname, searchParams } = new URL(href, window.location.origin)
    return { path: pathname, search: searchParams }
  }, [href])
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener)
  window.addEventListener(changed, listener)
  return () => {
    window.removeEventListener('popstate', listener)
    window.removeEventListener(changed, listener)
  }
}

/** `replace` leaves no step to go back to: for what changes with every keystroke. */
export function navigate(to: string, how: 'push' | 'replace' = 'push'): void {
  const from = window.location.pathname
  window.history[how === 'push' ? 'pushState' : 'replaceState'](null, '', to)
  if (window.location.pathname !== from) window.scrollTo(0, 0)
  window.dispatchEvent(new Event(changed))
}

/** An anchor that changes the page without a request; modified clicks stay the browser's. */
export function Link({ href, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const follow = (event: MouseEvent) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return
    event.preventDefault()
    navigate(href)
  }
  return <a {...rest} href={href} onClick={follow} />
}
