import { CommitMissed } from '../../generated/LabelMarket/LabelMarket'
import { SeatState } from '../states'
import { getAnnotator } from '../store/annotator'
import { createEvent } from '../store/event'
import { getSubmission } from '../store/submission'

export function handleCommitMissed(event: CommitMissed): void {
  const submission = getSubmission(event.params.batchId, event.params.annotator)
  submission.state = SeatState.Absent
  submission.save()

  const annotator = getAnnotator(event.params.annotator, event)
  annotator.absent += 1
  annotator.save()

  const entry = createEvent(event, 'CommitMissed')
  entry.project = submission.project
  entry.batch = submission.batch
  entry.account = event.params.annotator
  entry.save()
}
