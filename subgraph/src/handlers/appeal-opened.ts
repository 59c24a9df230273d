import { AppealOpened } from '../../generated/DisputeCourt/DisputeCourt'
import { DisputeState } from '../states'
import { createEvent } from '../store/event'
import { getDispute } from '../store/dispute'

export function handleAppealOpened(event: AppealOpened): void {
  const dispute = getDispute(event.params.caseId)
  dispute.state = DisputeState.Jury
  dispute.appellant = event.params.appellant
  dispute.save()

  const entry = createEvent(event, 'AppealOpened')
  entry.project = dispute.project
  entry.batch = dispute.batch
  entry.account = event.params.appellant
  entry.amount = event.params.bond
  entry.save()
}
