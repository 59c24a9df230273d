import { AnnotatorScored } from '../../generated/LabelMarket/LabelMarket'
import { Standing, Submission } from '../../generated/schema'
import { eventId, standingId } from '../id'

/** The annotator's standing in the submission's project, brought up to date with `event`. */
export function updateStanding(submission: Submission, event: AnnotatorScored): Standing {
  const id = standingId(submission.project, event.params.annotator)
  const found = Standing.load(id)
  const standing = found === null ? createStanding(submission, event) : found
  standing.batches += 1
  standing.goldRight += event.params.goldRight.toI32()
  standing.goldTotal += event.params.goldTotal.toI32()
  standing.qualityBps = event.params.qualityBps.toI32()
  standing.tier = event.params.tier.toI32()
  standing.scored = eventId(event)
  return standing
}

function createStanding(submission: Submission, event: AnnotatorScored): Standing {
  const standing = new Standing(standingId(submission.project, event.params.annotator))
  standing.project = submission.project
  standing.annotator = submission.annotator
  standing.batches = 0
  standing.goldRight = 0
  standing.goldTotal = 0
  return standing
}
