import { CaseOpened } from '../../generated/DisputeCourt/DisputeCourt'
import { Label } from '../../generated/schema'
import { LabelStatus } from '../states'
import { getBatch } from '../store/batch'
import { createDispute } from '../store/dispute'
import { createEvent } from '../store/event'
import { findOrCreateProtocol } from '../store/protocol'

export function handleCaseOpened(event: CaseOpened): void {
  const batch = getBatch(event.params.batchId)
  const dispute = createDispute(batch, event)
  dispute.save()
  if (dispute.label !== null) {
    const label = Label.load(dispute.label!)!
    label.status = LabelStatus.Disputed
    label.save()
  }

  const protocol = findOrCreateProtocol()
  protocol.disputes += 1
  protocol.save()

  const entry = createEvent(event, 'CaseOpened')
  entry.project = batch.project
  entry.batch = batch.id
  entry.account = event.params.opener
  entry.amount = event.params.bond
  entry.save()
}
