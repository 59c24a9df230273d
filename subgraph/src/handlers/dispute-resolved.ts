import { DisputeResolved } from '../../generated/DisputeCourt/DisputeCourt'
import { Label } from '../../generated/schema'
import { eventId } from '../id'
import { DisputeState, LabelStatus, disputeOutcomeName } from '../states'
import { getDispute } from '../store/dispute'
import { createEvent } from '../store/event'

export function handleDisputeResolved(event: DisputeResolved): void {
  const dispute = getDispute(event.params.caseId)
  dispute.state = DisputeState.Closed
  dispute.verdict = event.params.verdict.toI32()
  dispute.outcome = disputeOutcomeName(event.params.outcome)
  dispute.closed = eventId(event)
  dispute.save()
  if (dispute.label !== null) settle(Label.load(dispute.label!)!)

  const entry = createEvent(event, 'DisputeResolved')
  entry.project = dispute.project
  entry.batch = dispute.batch
  entry.save()
}

/** A label that the ruling changed has its status by `LabelOverturned`; one that it left goes back to the tally's. */
function settle(label: Label): void {
  if (label.status != LabelStatus.Disputed) return
  label.status = label.get('tallied') === null ? LabelStatus.NoConsensus : LabelStatus.Verified
  label.save()
}
