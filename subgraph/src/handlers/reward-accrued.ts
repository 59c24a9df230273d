import { RewardAccrued } from '../../generated/LabelMarket/LabelMarket'
import { eventId } from '../id'
import { getAnnotator } from '../store/annotator'
import { accrue } from '../store/earning'
import { createEvent } from '../store/event'
import { getSubmission } from '../store/submission'

export function handleRewardAccrued(event: RewardAccrued): void {
  const submission = getSubmission(event.params.batchId, event.params.annotator)
  submission.reward = event.params.amount
  submission.rewarded = eventId(event)
  submission.save()

  const earning = accrue(event.params.annotator, event.params.token, event.params.amount, event.params.claimable)
  earning.annotator = event.params.annotator
  earning.save()

  getAnnotator(event.params.annotator, event).save()

  const entry = createEvent(event, 'RewardAccrued')
  entry.project = submission.project
  entry.batch = submission.batch
  entry.account = event.params.annotator
  entry.amount = event.params.amount
  entry.save()
}
