import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { createClient } from './api/client.ts'
import { ExplorerContext, readExplorer } from './components/explorer.ts'
import { ClientContext } from './hooks/useClient.ts'
import './styles/colours.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/shell.css'
import './styles/parts.css'
import './styles/table.css'
import './styles/label.css'

const client = createClient({
  url: '/graphql',
  fetch: (input, init) => window.fetch(input, init),
  now: () => performance.now(),
})

const root = document.getElementById('root')
if (!root) throw new Error('index.html holds no element #root')
createRoot(root).render(
  <StrictMode>
    <ClientContext value={client}>
      <ExplorerContext value={readExplorer(document)}>
        <App />
      </ExplorerContext>
    </ClientContext>
  </StrictMode>,
)
