import { createContext, useContext } from 'react'

/** Base address of a block explorer without a trailing slash; undefined on a chain that has none, such as a local one. */
export const ExplorerContext = createContext<string | undefined>(undefined)

/** Read from `<meta name="labelproof-explorer">`: an operator's setting, never a visitor's, as links are built from it. */
export function readExplorer(page: Document): string | undefined {
  const content = page.querySelector<HTMLMetaElement>('meta[name="labelproof-explorer"]')?.content.trim()
  return content && /^https?:\/\//.test(content) ? content.replace(/\/+$/, '') : undefined
}

export function useExplorer(): string | undefined {
  return useContext(ExplorerContext)
}
