import { CaseEscalated } from '../../generated/DisputeCourt/DisputeCourt'
import { DisputeState } from '../states'
import { createEvent } from '../store/event'
import { getDispute } from '../store/dispute'

export function handleCaseEscalated(event: CaseEscalated): void {
  const dispute = getDispute(event.params.caseId)
  dispute.state = DisputeState.Jury
  dispute.save()

  const entry = createEvent(event, 'CaseEscalated')
  entry.project = dispute.project
  entry.batch = dispute.batch
  entry.save()
}
