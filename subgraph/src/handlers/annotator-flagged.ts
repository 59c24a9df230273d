import { AnnotatorFlagged } from '../../generated/LabelMarket/LabelMarket'
import { slashReasonName } from '../states'
import { createEvent } from '../store/event'
import { getSubmission } from '../store/submission'

export function handleAnnotatorFlagged(event: AnnotatorFlagged): void {
  const submission = getSubmission(event.params.batchId, event.params.annotator)
  submission.flagged = slashReasonName(event.params.reason)
  submission.save()

  const entry = createEvent(event, 'AnnotatorFlagged')
  entry.project = submission.project
  entry.batch = submission.batch
  entry.account = event.params.annotator
  entry.save()
}
