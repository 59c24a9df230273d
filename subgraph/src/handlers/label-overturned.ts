import { LabelOverturned } from '../../generated/LabelMarket/LabelMarket'
import { Label } from '../../generated/schema'
import { eventId } from '../id'
import { LabelStatus } from '../states'
import { getBatch } from '../store/batch'
import { createEvent } from '../store/event'
import { getLabel } from '../store/label'
import { getProject } from '../store/project'
import { findOrCreateProtocol } from '../store/protocol'
import { NO_CONSENSUS } from '../tally'

/** An item is overturned once: what it was before is what the tally gave it. */
export function handleLabelOverturned(event: LabelOverturned): void {
  const batch = getBatch(event.params.batchId)
  const label = getLabel(batch.id, event.params.item.toI32())
  overturn(label, event)
  label.save()

  const wasVerified = event.params.from.toI32() != NO_CONSENSUS ? 1 : 0
  const project = getProject(batch.project)
  project.verifiedCount -= wasVerified
  project.noConsensusCount -= 1 - wasVerified
  project.overturnedCount += 1
  project.save()

  const protocol = findOrCreateProtocol()
  protocol.verified -= wasVerified
  protocol.noConsensus -= 1 - wasVerified
  protocol.overturned += 1
  protocol.save()

  const entry = createEvent(event, 'LabelOverturned')
  entry.project = batch.project
  entry.batch = batch.id
  entry.save()
}

/** A ruling that no answer is right leaves the item void. */
function overturn(label: Label, event: LabelOverturned): void {
  const ruled = event.params.to.toI32()
  label.overturned = eventId(event)
  if (ruled == NO_CONSENSUS) {
    label.status = LabelStatus.Void
    label.unset('value')
    label.votes = 0
  } else {
    label.status = LabelStatus.Overturned
    label.value = ruled
    label.votes = ruled < label.tally.length ? label.tally[ruled] : 0
  }
}
