import { DisputeClosed } from '../../generated/LabelMarket/LabelMarket'
import { BatchState } from '../states'
import { getBatch } from '../store/batch'
import { createEvent } from '../store/event'

export function handleDisputeClosed(event: DisputeClosed): void {
  const batch = getBatch(event.params.batchId)
  batch.disputes = event.params.disputes.toI32()
  if (batch.disputes == 0) batch.state = BatchState.Tallied
  batch.save()

  const entry = createEvent(event, 'DisputeClosed')
  entry.project = batch.project
  entry.batch = batch.id
  entry.save()
}
