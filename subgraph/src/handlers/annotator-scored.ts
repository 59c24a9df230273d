import { AnnotatorScored } from '../../generated/LabelMarket/LabelMarket'
import { eventId } from '../id'
import { agreementShare, wilsonInterval } from '../math'
import { getAnnotator } from '../store/annotator'
import { createEvent } from '../store/event'
import { createScore } from '../store/score'
import { updateStanding } from '../store/standing'
import { getSubmission } from '../store/submission'

export function handleAnnotatorScored(event: AnnotatorScored): void {
  const submission = getSubmission(event.params.batchId, event.params.annotator)
  submission.agreed = event.params.agreed.toI32()
  submission.compared = event.params.compared.toI32()
  submission.goldRight = event.params.goldRight.toI32()
  submission.goldTotal = event.params.goldTotal.toI32()
  submission.peerScore = event.params.peerScore.toI32()
  submission.tier = event.params.tier.toI32()
  submission.multiplierBps = event.params.multiplierBps.toI32()
  submission.scored = eventId(event)
  submission.save()

  const annotator = getAnnotator(event.params.annotator, event)
  annotator.agreed += event.params.agreed.toI32()
  annotator.compared += event.params.compared.toI32()
  annotator.goldRight += event.params.goldRight.toI32()
  annotator.goldTotal += event.params.goldTotal.toI32()
  annotator.agreement = agreementShare(annotator.agreed, annotator.compared)
  const interval = wilsonInterval(annotator.agreed, annotator.compared)
  annotator.score = interval.lower
  annotator.scoreUpper = interval.upper
  annotator.save()
  createScore(annotator, event).save()
  updateStanding(submission, event).save()

  const entry = createEvent(event, 'AnnotatorScored')
  entry.project = submission.project
  entry.batch = submission.batch
  entry.account = event.params.annotator
  entry.save()
}
