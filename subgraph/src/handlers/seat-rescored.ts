import { SeatRescored } from '../../generated/LabelMarket/LabelMarket'
import { createEvent } from '../store/event'
import { getSubmission } from '../store/submission'

/** Changes what the seat is paid for. Reputation keeps what the tally found. */
export function handleSeatRescored(event: SeatRescored): void {
  const submission = getSubmission(event.params.batchId, event.params.annotator)
  submission.agreed = event.params.agreed.toI32()
  submission.save()

  const entry = createEvent(event, 'SeatRescored')
  entry.project = submission.project
  entry.batch = submission.batch
  entry.account = event.params.annotator
  entry.save()
}
