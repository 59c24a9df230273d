import { SlashOpened } from '../../generated/Slasher/Slasher'
import { findOrCreateAnnotator } from '../store/annotator'
import { getBatch } from '../store/batch'
import { createEvent } from '../store/event'
import { createSlash } from '../store/slash'

export function handleSlashOpened(event: SlashOpened): void {
  const batch = getBatch(event.params.batchId)
  findOrCreateAnnotator(event.params.annotator, event).save()
  createSlash(batch, event).save()

  const entry = createEvent(event, 'SlashOpened')
  entry.project = batch.project
  entry.batch = batch.id
  entry.account = event.params.annotator
  entry.amount = event.params.fromStake
  entry.save()
}
