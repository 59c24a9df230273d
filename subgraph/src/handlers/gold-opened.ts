import { Bytes } from '@graphprotocol/graph-ts'

import { GoldOpened } from '../../generated/LabelMarket/LabelMarket'
import { Batch } from '../../generated/schema'
import { getBatch } from '../store/batch'
import { createEvent } from '../store/event'
import { getLabel } from '../store/label'

export function handleGoldOpened(event: GoldOpened): void {
  const batch = getBatch(event.params.batchId)
  batch.goldPositions = event.params.positions
  batch.goldLabels = event.params.labels
  batch.goldExcluded = event.params.excluded
  batch.save()
  markGold(batch, event.params.positions)

  const entry = createEvent(event, 'GoldOpened')
  entry.project = batch.project
  entry.batch = batch.id
  entry.save()
}

/** `positions`: two bytes each, big endian. */
function markGold(batch: Batch, positions: Bytes): void {
  for (let i = 0; i < positions.length; i += 2) {
    const label = getLabel(batch.id, ((positions[i] as i32) << 8) | (positions[i + 1] as i32))
    label.gold = true
    label.save()
  }
}
