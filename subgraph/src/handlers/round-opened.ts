import { RoundOpened } from '../../generated/LabelMarket/LabelMarket'
import { getBatch } from '../store/batch'
import { createEvent } from '../store/event'

export function handleRoundOpened(event: RoundOpened): void {
  const batch = getBatch(event.params.batchId)
  batch.parent = event.params.parent
  batch.parentPositions = event.params.positions
  batch.save()

  const entry = createEvent(event, 'RoundOpened')
  entry.project = batch.project
  entry.batch = batch.id
  entry.save()
}
