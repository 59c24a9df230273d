import { Empty } from '../components/States.tsx'
import { useTitle } from '../hooks/useTitle.ts'
import { Link } from '../router.tsx'

export function NotFoundPage() {
  useTitle('Not found')
  return (
    <>
      <h1>Not found</h1>
      <Empty title="There is no page at this address, and it names no annotator or label">
        <Link href="/">Annotators</Link> or <Link href="/labels">labels</Link>?
      </Empty>
    </>
  )
}
