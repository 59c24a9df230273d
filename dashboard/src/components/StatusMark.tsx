import type { LabelStatus } from '../api/types.ts'
import { formatWords } from '../lib/format.ts'

const signs: Record<LabelStatus, string> = {
  Verified: '✓',
  Overturned: '⚖',
  Disputed: '?',
  Pending: '…',
  NoConsensus: '≠',
  Void: '×',
}

/** A label's status, by sign, word and colour. */
export function StatusMark({ status }: { status: LabelStatus }) {
  return (
    <span className={`status ${status}`}>
      <span aria-hidden="true">{signs[status]}</span> {formatWords(status)}
    </span>
  )
}
