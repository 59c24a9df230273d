import { useStatus } from '../hooks/useStatus.ts'
import { formatCount, formatTime } from '../lib/format.ts'
import { Link } from '../router.tsx'
import { RefreshIcon } from './icons.tsx'

const sections = [
  { href: '/', name: 'Annotators', holds: (path: string) => path === '/' || path.startsWith('/annotators/') },
  { href: '/labels', name: 'Labels', holds: (path: string) => path.startsWith('/labels') },
]

export function Header({ path, onRefresh }: { path: string; onRefresh: () => void }) {
  return (
    <header className="top">
      <Link href="/" className="brand">
        <svg viewBox="0 0 16 16" width="20" height="20" aria-hidden="true">
          <rect width="16" height="16" rx="3.5" className="brand-ground" />
          <path d="M4 8.4l2.7 2.7L12 5.4" className="brand-tick" />
        </svg>
        Labelproof
      </Link>
      <nav aria-label="Pages">
        {sections.map(({ href, name, holds }) => (
          <Link key={href} href={href} aria-current={holds(path) ? 'page' : undefined}>
            {name}
          </Link>
        ))}
      </nav>
      <Chain onRefresh={onRefresh} />
    </header>
  )
}

function Chain({ onRefresh }: { onRefresh: () => void }) {
  const status = useStatus()
  const ready = status.state === 'ready' ? status.data : undefined
  const sound = ready && !ready.hasIndexingErrors
  return (
    <p className="chain">
      <span className={`lamp ${sound ? 'good' : status.state === 'loading' ? '' : 'bad'}`} aria-hidden="true" />
      {ready ? (
        <span className="chain-block" title={ready.block.time ? `${formatTime(ready.block.time)} UTC` : undefined}>
          <span className="chain-id">chain {ready.chainId} · </span>block {formatCount(ready.block.number)}
          {ready.hasIndexingErrors && <strong> · indexing failed</strong>}
        </span>
      ) : (
        <span>{status.state === 'loading' ? 'connecting' : 'not connected'}</span>
      )}
      <button type="button" className="iconic" onClick={onRefresh} title="Read the page's data again">
        <span className="hidden">Refresh</span>
        <RefreshIcon />
      </button>
    </p>
  )
}
