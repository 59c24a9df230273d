import { BatchSettled } from '../../generated/LabelMarket/LabelMarket'
import { Batch } from '../../generated/schema'
import { closeBatch, closeReserve } from '../closing'
import { eventId } from '../id'
import { BatchState } from '../states'
import { getBatch } from '../store/batch'
import { createEvent } from '../store/event'
import { findOrCreateProtocol } from '../store/protocol'

export function handleBatchSettled(event: BatchSettled): void {
  const batch = getBatch(event.params.batchId)
  batch.state = BatchState.Settled
  closeBatch(batch, event.params.paid, event.params.refunded, eventId(event))
  batch.save()
  closeReserve(batch.project, event.params.paid, event.params.projectFree, event.params.projectReserved)
  settleLabels(batch)

  const protocol = findOrCreateProtocol()
  protocol.settled += 1
  protocol.save()

  const entry = createEvent(event, 'BatchSettled')
  entry.project = batch.project
  entry.batch = batch.id
  entry.amount = event.params.paid
  entry.save()
}

function settleLabels(batch: Batch): void {
  const labels = batch.labels.load()
  for (let i = 0; i < labels.length; i++) {
    labels[i].settled = true
    labels[i].save()
  }
}
