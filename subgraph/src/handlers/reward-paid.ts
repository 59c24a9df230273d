import { RewardPaid } from '../../generated/LabelMarket/LabelMarket'
import { eventId } from '../id'
import { getAnnotator } from '../store/annotator'
import { getEarning } from '../store/earning'
import { createEvent } from '../store/event'
import { getSubmission } from '../store/submission'

export function handleRewardPaid(event: RewardPaid): void {
  const submission = getSubmission(event.params.batchId, event.params.annotator)
  submission.paid = eventId(event)
  submission.save()

  const earning = getEarning(event.params.annotator, event.params.token)
  earning.paid = earning.paid.plus(event.params.amount)
  earning.claimable = event.params.claimable
  earning.save()

  getAnnotator(event.params.annotator, event).save()

  const entry = createEvent(event, 'RewardPaid')
  entry.project = submission.project
  entry.batch = submission.batch
  entry.account = event.params.annotator
  entry.amount = event.params.amount
  entry.save()
}
