import type { Event } from '../api/types.ts'
import { formatCount } from '../lib/format.ts'
import { describeEvent, stepsOf } from '../lib/timeline.ts'
import { Address, Time, Transaction } from './Hex.tsx'

/** Events by transaction, in the order of the chain. `annotators`: the accounts that have a page. */
export function Timeline({ events, annotators }: { events: Event[]; annotators: ReadonlySet<string> }) {
  return (
    <ol className="timeline">
      {stepsOf(events).map((step) => (
        <li key={`${step.transaction} ${step.logIndex}`}>
          <p className="step">
            <span className="step-block">Block {formatCount(step.block)}</span>
            <Transaction event={step} what={`block ${step.block}`} />
            <Time iso={step.time} />
          </p>
          <ul>
            {step.events.map((event) => (
              <Line key={event.id} event={event} linked={event.account !== null && annotators.has(event.account)} />
            ))}
          </ul>
        </li>
      ))}
    </ol>
  )
}

function Line({ event, linked }: { event: Event; linked: boolean }) {
  const { title, detail } = describeEvent(event)
  return (
    <li className="event">
      <span className="event-log">log {event.logIndex}</span>
      <span>{title}</span>
      <span className="event-about">
        {event.account && linked && <Address address={event.account} />}
        {detail && <span className="muted">{detail}</span>}
      </span>
    </li>
  )
}
