import { type ReactNode, useEffect, useState } from 'react'
import type { EventRef } from '../api/types.ts'
import { formatCount, formatTime, none, shortHex } from '../lib/format.ts'
import { Link } from '../router.tsx'
import { useExplorer } from './explorer.ts'
import { CopyIcon } from './icons.tsx'

const copiedMs = 1_200

/** A hash or id, shortened; a click copies the whole. */
export function Copyable({ value, what, shown }: { value: string; what: string; shown?: ReactNode }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const end = setTimeout(() => setCopied(false), copiedMs)
    return () => clearTimeout(end)
  }, [copied])
  const copy = () =>
    navigator.clipboard?.writeText(value).then(
      () => setCopied(true),
      () => undefined,
    )
  return (
    <button
      type="button"
      className="hex copyable"
      title={`${value} (click to copy)`}
      data-copied={copied}
      onClick={copy}
    >
      <span className="hidden">Copy {what} </span>
      {shown ?? shortHex(value)}
      <span className="hidden" role="status">
        {copied ? 'copied' : ''}
      </span>
    </button>
  )
}

/** An annotator's address: a link to the annotator, with the whole address to copy. */
export function Address({ address }: { address: string }) {
  return (
    <span className="address">
      <Link className="hex" href={`/annotators/${address}`} title={address}>
        {shortHex(address)}
      </Link>
      <Copyable value={address} what={`address ${shortHex(address)}`} shown={<CopyIcon />} />
    </span>
  )
}

/** The transaction behind something: linked where an explorer is set, else to copy; block, log and time in the title. */
export function Transaction({ event, what }: { event: EventRef | null; what: string }) {
  const explorer = useExplorer()
  if (!event) return <span className="muted">{none}</span>
  const place = `block ${formatCount(event.block)}, log ${event.logIndex}, ${formatTime(event.time)} UTC`
  return (
    <span className="transaction" title={place}>
      {explorer ? (
        <a className="hex" href={`${explorer}/tx/${event.transaction}`} rel="noreferrer">
          {shortHex(event.transaction)}
        </a>
      ) : (
        <Copyable value={event.transaction} what={`${what} transaction`} />
      )}
    </span>
  )
}

/** The same, with its block beside it. */
export function TransactionAt({ event, what }: { event: EventRef | null; what: string }) {
  return (
    <>
      <Transaction event={event} what={what} />
      {event && <span className="block"> {formatCount(event.block)}</span>}
    </>
  )
}

type PaymentProps = { paid: EventRef | null; rewarded: EventRef | null; reward: string | null }

/** The payment of a reward. One that could not be transferred is accrued, and waits to be claimed. */
export function Payment({ paid, rewarded, reward }: PaymentProps) {
  if (!paid && rewarded && reward !== null && reward !== '0') return <span className="muted">to claim</span>
  return <Transaction event={paid} what="payment" />
}

export function Time({ iso }: { iso: string }) {
  return (
    <time dateTime={iso} title={`${iso} (UTC)`}>
      {formatTime(iso)}
    </time>
  )
}
