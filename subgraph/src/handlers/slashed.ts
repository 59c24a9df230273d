import { Slashed } from '../../generated/Slasher/Slasher'
import { eventId } from '../id'
import { SlashState } from '../states'
import { getAnnotator } from '../store/annotator'
import { createEvent } from '../store/event'
import { findOrCreateProtocol } from '../store/protocol'
import { getSlash } from '../store/slash'

/** The stake itself moves by `StakeSlashed`. */
export function handleSlashed(event: Slashed): void {
  const slash = getSlash(event.params.slashId)
  slash.state = SlashState.Executed
  slash.closed = eventId(event)
  slash.save()

  const annotator = getAnnotator(event.params.annotator, event)
  annotator.slashes += 1
  annotator.save()

  const protocol = findOrCreateProtocol()
  protocol.slashes += 1
  protocol.save()

  const entry = createEvent(event, 'Slashed')
  entry.project = slash.project
  entry.batch = slash.batch
  entry.account = event.params.annotator
  entry.amount = event.params.fromStake
  entry.save()
}
