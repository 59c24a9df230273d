import { useEffect, useState } from 'react'
import { statusQuery } from '../api/queries.ts'
import type { Status } from '../api/types.ts'
import { useClient } from './useClient.ts'
import { type Remote, useQuery } from './useQuery.ts'

const intervalMs = 5_000

/** The protocol's figures, asked again while the page is visible. A failed repeat keeps the last figures. */
export function useStatus(): Remote<Status> {
  const client = useClient()
  const first = useQuery(statusQuery, {})
  const [latest, setLatest] = useState<Status>()

  useEffect(() => {
    let current = true
    const repeat = setInterval(() => {
      if (document.hidden) return
      client.refresh(statusQuery, {}).then(
        ({ status }) => current && setLatest(status),
        () => undefined,
      )
    }, intervalMs)
    return () => {
      current = false
      clearInterval(repeat)
    }
  }, [client])

  if (latest) return { state: 'ready', data: latest }
  return first.state === 'ready' ? { state: 'ready', data: first.data.status } : first
}
