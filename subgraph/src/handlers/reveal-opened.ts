import { RevealOpened } from '../../generated/LabelMarket/LabelMarket'
import { eventId } from '../id'
import { BatchState } from '../states'
import { getBatch } from '../store/batch'
import { createEvent } from '../store/event'

/** `Batch.committed` is counted by the commits themselves, so that their order and this event's does not matter. */
export function handleRevealOpened(event: RevealOpened): void {
  const batch = getBatch(event.params.batchId)
  batch.state = BatchState.Revealing
  batch.deadline = event.params.deadline
  batch.revealOpened = eventId(event)
  batch.save()

  const entry = createEvent(event, 'RevealOpened')
  entry.project = batch.project
  entry.batch = batch.id
  entry.save()
}
