import { ExpertDrawn } from '../../generated/DisputeCourt/DisputeCourt'
import { createEvent } from '../store/event'
import { getDispute } from '../store/dispute'

export function handleExpertDrawn(event: ExpertDrawn): void {
  const dispute = getDispute(event.params.caseId)
  dispute.expert = event.params.expert
  dispute.save()

  const entry = createEvent(event, 'ExpertDrawn')
  entry.project = dispute.project
  entry.batch = dispute.batch
  entry.account = event.params.expert
  entry.save()
}
