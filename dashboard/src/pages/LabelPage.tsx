import type { Label } from '../api/types.ts'
import { Disputes } from '../components/Disputes.tsx'
import { Copyable, Transaction } from '../components/Hex.tsx'
import { Recompute } from '../components/Recompute.tsx'
import { Empty, Failure, Loading } from '../components/States.tsx'
import { StatusMark } from '../components/StatusMark.tsx'
import { Timeline } from '../components/Timeline.tsx'
import { VoteBar } from '../components/VoteBar.tsx'
import { Votes } from '../components/Votes.tsx'
import { useLabel } from '../hooks/useLabels.ts'
import { useTitle } from '../hooks/useTitle.ts'
import { formatCount, formatNumberOf, formatPercent, formatTokens, formatWords, shortHex } from '../lib/format.ts'
import { classNameOf, excerptOf } from '../lib/labels.ts'
import { Link } from '../router.tsx'

export function LabelPage({ id }: { id: string }) {
  const label = useLabel(id)
  const found = label.state === 'ready' ? label.data : null
  useTitle(found ? `Label of ${excerptOf(found).name}` : 'Label')
  return (
    <>
      <p className="crumbs">
        <Link href="/labels">Labels</Link>
        {found && (
          <>
            {' / '}
            <Link href={`/labels?dataset=${found.dataset.id}`}>
              {found.dataset.title || shortHex(found.dataset.id)}
            </Link>
            {' / '}
            <Link href={`/labels?batch=${found.batch.id}&status=any`}>batch {shortHex(found.batch.id)}</Link>
          </>
        )}
      </p>
      <h1>{found ? excerptOf(found).name : 'Label'}</h1>
      {label.state === 'loading' && <Loading what="the label" />}
      {label.state === 'error' && <Failure what="the label" {...label} />}
      {label.state === 'ready' &&
        (found ? (
          <Known label={found} />
        ) : (
          <Empty title="No label has this id">
            The index has read no batch with such an item. <Link href="/labels?status=any">All labels</Link>
          </Empty>
        ))}
    </>
  )
}

function Known({ label }: { label: Label }) {
  const annotators = new Set(label.votes.map((vote) => vote.annotator.address))
  return (
    <>
      <div className="label-head">
        <div>
          <Fields label={label} />
          <Consensus label={label} />
        </div>
        <Facts label={label} />
      </div>
      <section aria-labelledby="votes">
        <h2 id="votes">Votes</h2>
        <Votes votes={label.votes} />
      </section>
      <Disputes label={label} />
      <section aria-labelledby="provenance">
        <h2 id="provenance">Provenance</h2>
        <p className="lede">
          {formatNumberOf(label.provenance.events.length, 'event')} of the chain stand behind this label, first to last.
        </p>
        <Timeline events={label.provenance.events} annotators={annotators} />
      </section>
    </>
  )
}

function Fields({ label }: { label: Label }) {
  if (label.fields.length === 0) {
    return <p className="muted">The batch's manifest gives no text for this item, or is not at hand.</p>
  }
  return (
    <dl className="fields">
      {label.fields.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Consensus({ label }: { label: Label }) {
  return (
    <section className={label.value === null ? 'consensus open' : 'consensus'} aria-label="Consensus">
      <p className={label.value === null ? 'verdict open' : 'verdict'}>
        {classNameOf(label.value, label.class) ?? formatWords(label.status)}
      </p>
      <VoteBar votes={label.votes} agreement={label.batch.agreement} value={label.value} />
      <p>
        <strong>{label.rule}</strong>
        <span className="muted">
          {' · '}
          {label.batch.agreement} of {label.batch.seats} must agree
          {label.confidence !== null && ` · confidence ${formatPercent(label.confidence, 0)}`}
        </span>
      </p>
      <Recompute label={label} />
    </section>
  )
}

function Facts({ label: { status, settled, tier, index, batch, dataset } }: { label: Label }) {
  return (
    <dl className="facts">
      <dt>Status</dt>
      <dd>
        <StatusMark status={status} />
      </dd>
      <dt>Final</dt>
      <dd>{settled ? 'Yes, settled' : 'Not yet'}</dd>
      <dt>Agreement</dt>
      <dd>{formatWords(tier)}</dd>
      <dt>Batch</dt>
      <dd>
        <Copyable value={batch.id} what="batch id" />
      </dd>
      <dt>Item</dt>
      <dd>
        {formatCount(index + 1)} of {formatCount(batch.items)}
      </dd>
      <dt>Tally</dt>
      <dd>
        <Transaction event={batch.tallied} what="tally" />
      </dd>
      <dt>Reward</dt>
      <dd>{formatTokens(dataset.rewardPerLabel)} per agreeing answer</dd>
      <dt>Batch paid</dt>
      <dd>
        {batch.paid === null ? 'Not yet' : `${formatTokens(batch.paid)}, ${formatTokens(batch.refunded ?? '0')} back`}
      </dd>
      <dt>Manifest</dt>
      <dd>
        <Copyable value={batch.manifest.cid} what="manifest CID" shown={shortHex(batch.manifest.cid, 6, 6)} />
      </dd>
      <dt>Guideline</dt>
      <dd>
        <Copyable value={dataset.guideline.cid} what="guideline CID" shown={shortHex(dataset.guideline.cid, 6, 6)} />
      </dd>
    </dl>
  )
}
