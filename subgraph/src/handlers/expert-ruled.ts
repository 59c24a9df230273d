import { ExpertRuled } from '../../generated/DisputeCourt/DisputeCourt'
import { eventId } from '../id'
import { DisputeState } from '../states'
import { createEvent } from '../store/event'
import { getDispute } from '../store/dispute'

export function handleExpertRuled(event: ExpertRuled): void {
  const dispute = getDispute(event.params.caseId)
  dispute.state = DisputeState.Ruled
  dispute.ruling = event.params.verdict.toI32()
  dispute.justification = event.params.justificationHash
  dispute.ruled = eventId(event)
  dispute.save()

  const entry = createEvent(event, 'ExpertRuled')
  entry.project = dispute.project
  entry.batch = dispute.batch
  entry.account = event.params.expert
  entry.save()
}
