import { LabelOverturned } from '../../generated/LabelMarket/LabelMarket'
import { Batch, Label } from '../../generated/schema'
import { eventId } from '../id'
import { LabelStatus } from '../states'
import { getBatch } from '../store/batch'
import { createEvent } from '../store/event'
import { getLabel } from '../store/label'
import { getProject } from '../store/project'
import { findOrCreateProtocol } from '../store/protocol'
import { NO_CONSENSUS } from '../tally'

export function handleLabelOverturned(event: LabelOverturned): void {
  const batch = getBatch(event.params.batchId)
  const label = getLabel(batch.id, event.params.item.toI32())
  if (label.overturned === null) countOverturned(batch, event.params.from.toI32() != NO_CONSENSUS)
  overturn(label, event)
  label.save()

  const entry = createEvent(event, 'LabelOverturned')
  entry.project = batch.project
  entry.batch = batch.id
  entry.save()
}

/** The first ruling over an item takes it out of what the tally counted; later ones change only its value. */
function countOverturned(batch: Batch, wasVerified: boolean): void {
  const project = getProject(batch.project)
  const protocol = findOrCreateProtocol()
  if (wasVerified) {
    project.verifiedCount -= 1
    protocol.verified -= 1
  } else {
    project.noConsensusCount -= 1
    protocol.noConsensus -= 1
  }
  project.overturnedCount += 1
  protocol.overturned += 1
  project.save()
  protocol.save()
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
