import { SlashOverturned } from '../../generated/Slasher/Slasher'
import { eventId } from '../id'
import { SlashState } from '../states'
import { createEvent } from '../store/event'
import { getSlash } from '../store/slash'

export function handleSlashOverturned(event: SlashOverturned): void {
  const slash = getSlash(event.params.slashId)
  slash.state = SlashState.Overturned
  slash.closed = eventId(event)
  slash.save()

  const entry = createEvent(event, 'SlashOverturned')
  entry.project = slash.project
  entry.batch = slash.batch
  entry.account = event.params.annotator
  entry.amount = event.params.fromStake
  entry.save()
}
