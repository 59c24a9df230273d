import { RevealMissed } from '../../generated/LabelMarket/LabelMarket'
import { SeatState } from '../states'
import { getAnnotator } from '../store/annotator'
import { createEvent } from '../store/event'
import { getSubmission } from '../store/submission'

export function handleRevealMissed(event: RevealMissed): void {
  const submission = getSubmission(event.params.batchId, event.params.annotator)
  submission.state = SeatState.Missed
  submission.save()

  const annotator = getAnnotator(event.params.annotator, event)
  annotator.missed += 1
  annotator.save()

  const entry = createEvent(event, 'RevealMissed')
  entry.project = submission.project
  entry.batch = submission.batch
  entry.account = event.params.annotator
  entry.save()
}
