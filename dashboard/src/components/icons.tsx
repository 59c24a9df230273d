/** Two small squares: copy. */
export function CopyIcon() {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 3.2v-.2a1.5 1.5 0 0 0-1.5-1.5H4A1.5 1.5 0 0 0 2.5 3v5A1.5 1.5 0 0 0 4 9.5h.2" />
    </svg>
  )
}

/** An arrow in a circle: read again. */
export function RefreshIcon() {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="15" height="15" aria-hidden="true">
      <path d="M13.2 8a5.2 5.2 0 1 1-1.6-3.8L13.2 5.7" />
      <path d="M13.4 2.4v3.4H10" />
    </svg>
  )
}
