import { BatchVoided } from '../../generated/LabelMarket/LabelMarket'
import { Batch } from '../../generated/schema'
import { closeBatch, closeReserve } from '../closing'
import { eventId } from '../id'
import { BatchState, LabelStatus } from '../states'
import { getBatch } from '../store/batch'
import { createEvent } from '../store/event'

export function handleBatchVoided(event: BatchVoided): void {
  const batch = getBatch(event.params.batchId)
  batch.state = BatchState.Void
  closeBatch(batch, event.params.paid, event.params.refunded, eventId(event))
  batch.save()
  closeReserve(batch.project, event.params.paid, event.params.projectFree, event.params.projectReserved)
  voidLabels(batch)

  const entry = createEvent(event, 'BatchVoided')
  entry.project = batch.project
  entry.batch = batch.id
  entry.amount = event.params.paid
  entry.save()
}

function voidLabels(batch: Batch): void {
  const labels = batch.labels.load()
  for (let i = 0; i < labels.length; i++) {
    labels[i].status = LabelStatus.Void
    labels[i].save()
  }
}
