import type { ReactNode } from 'react'
import type { ApiError } from '../api/client.ts'

export function Loading({ what }: { what: string }) {
  return (
    <p className="state loading" role="status">
      <span className="spinner" aria-hidden="true" /> Reading {what}…
    </p>
  )
}

/** Nothing to show, and what can be done about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="state empty">
      <p className="state-title">{title}</p>
      {children && <p>{children}</p>}
    </div>
  )
}

export function Failure({ what, error, retry }: { what: string; error: ApiError; retry: () => void }) {
  return (
    <div className="state failure" role="alert">
      <p className="state-title">Could not read {what}</p>
      <p>
        {error.message} <code>{error.code}</code>
      </p>
      <button type="button" onClick={retry}>
        Try again
      </button>
    </div>
  )
}
