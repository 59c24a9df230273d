import { BatchDisputed } from '../../generated/LabelMarket/LabelMarket'
import { BatchState } from '../states'
import { getBatch } from '../store/batch'
import { createEvent } from '../store/event'

export function handleBatchDisputed(event: BatchDisputed): void {
  const batch = getBatch(event.params.batchId)
  batch.state = BatchState.Disputed
  batch.disputes = event.params.disputes.toI32()
  batch.save()

  const entry = createEvent(event, 'BatchDisputed')
  entry.project = batch.project
  entry.batch = batch.id
  entry.save()
}
