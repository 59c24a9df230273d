import { RewardWithheld } from '../../generated/LabelMarket/LabelMarket'
import { createEvent } from '../store/event'
import { getSubmission } from '../store/submission'

export function handleRewardWithheld(event: RewardWithheld): void {
  const submission = getSubmission(event.params.batchId, event.params.annotator)
  submission.withheld = event.params.amount
  submission.save()

  const entry = createEvent(event, 'RewardWithheld')
  entry.project = submission.project
  entry.batch = submission.batch
  entry.account = event.params.annotator
  entry.amount = event.params.amount
  entry.save()
}
