import { AnnotatorScored } from '../../generated/LabelMarket/LabelMarket'
import { Annotator, Score } from '../../generated/schema'
import { eventId } from '../id'

/** The reputation of `annotator`, already brought up to date with `event`. */
export function createScore(annotator: Annotator, event: AnnotatorScored): Score {
  const score = new Score(eventId(event))
  score.annotator = annotator.id
  score.batch = event.params.batchId
  score.agreed = event.params.agreed.toI32()
  score.compared = event.params.compared.toI32()
  score.tier = event.params.tier.toI32()
  score.qualityBps = event.params.qualityBps.toI32()
  score.score = annotator.score
  score.scoreUpper = annotator.scoreUpper
  score.event = eventId(event)
  return score
}
