import { JurySeated } from '../../generated/DisputeCourt/DisputeCourt'
import { createEvent } from '../store/event'
import { getDispute } from '../store/dispute'

export function handleJurySeated(event: JurySeated): void {
  const dispute = getDispute(event.params.caseId)
  dispute.juries += 1
  dispute.save()

  const entry = createEvent(event, 'JurySeated')
  entry.project = dispute.project
  entry.batch = dispute.batch
  entry.save()
}
