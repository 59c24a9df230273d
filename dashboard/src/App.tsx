import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { Header } from './components/Header.tsx'
import { Loading } from './components/States.tsx'
import { useClient } from './hooks/useClient.ts'
import { isAddress, isLabelId } from './lib/ids.ts'
import { AnnotatorsPage } from './pages/AnnotatorsPage.tsx'
import { LabelPage } from './pages/LabelPage.tsx'
import { LabelsPage } from './pages/LabelsPage.tsx'
import { NotFoundPage } from './pages/NotFoundPage.tsx'
import { type Place, usePlace } from './router.tsx'

// The chart library is most of the code, and only this page draws a chart.
const AnnotatorPage = lazy(async () => ({ default: (await import('./pages/AnnotatorPage.tsx')).AnnotatorPage }))

export function App() {
  const place = usePlace()
  const client = useClient()
  const [loads, setLoads] = useState(0)
  useFocusOnMove(place.path)
  const refresh = () => {
    client.clear()
    setLoads((count) => count + 1)
  }
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <Header path={place.path} onRefresh={refresh} />
      <main id="main" tabIndex={-1} key={`${loads} ${place.path}`}>
        <Suspense fallback={<Loading what="the page" />}>{pageAt(place)}</Suspense>
      </main>
    </>
  )
}

/** Moves the keyboard and screen readers to the new page's content, as a full page load would. */
function useFocusOnMove(path: string): void {
  const last = useRef(path)
  useEffect(() => {
    if (last.current === path) return
    last.current = path
    document.getElementById('main')?.focus({ preventScroll: true })
  }, [path])
}

function pageAt({ path, search }: Place) {
  const [, section = '', id, ...rest] = path.replace(/\/$/, '').split('/')
  if (rest.length > 0) return <NotFoundPage />
  if (section === '' && id === undefined) return <AnnotatorsPage search={search} />
  if (section === 'annotators' && id && isAddress(id.toLowerCase())) {
    return <AnnotatorPage address={id.toLowerCase()} search={search} />
  }
  if (section === 'labels' && id && isLabelId(id.toLowerCase())) return <LabelPage id={id.toLowerCase()} />
  if (section === 'labels' && id === undefined) return <LabelsPage search={search} />
  return <NotFoundPage />
}
