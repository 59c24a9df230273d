import { Committed } from '../../generated/LabelMarket/LabelMarket'
import { eventId } from '../id'
import { SeatState } from '../states'
import { getAnnotator } from '../store/annotator'
import { getBatch } from '../store/batch'
import { createEvent } from '../store/event'
import { getSubmission } from '../store/submission'

export function handleCommitted(event: Committed): void {
  const submission = getSubmission(event.params.batchId, event.params.annotator)
  submission.state = SeatState.Committed
  submission.commitment = event.params.commitment
  submission.committed = eventId(event)
  submission.save()

  const batch = getBatch(event.params.batchId)
  batch.committed += 1
  batch.save()

  getAnnotator(event.params.annotator, event).save()

  const entry = createEvent(event, 'Committed')
  entry.project = batch.project
  entry.batch = batch.id
  entry.account = event.params.annotator
  entry.save()
}
