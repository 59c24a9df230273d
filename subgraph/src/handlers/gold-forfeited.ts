import { GoldForfeited } from '../../generated/LabelMarket/LabelMarket'
import { getBatch } from '../store/batch'
import { createEvent } from '../store/event'

export function handleGoldForfeited(event: GoldForfeited): void {
  const batch = getBatch(event.params.batchId)
  batch.goldForfeited = true
  batch.save()

  const entry = createEvent(event, 'GoldForfeited')
  entry.project = batch.project
  entry.batch = batch.id
  entry.amount = event.params.bond
  entry.save()
}
