import { StakeSlashed } from '../../generated/StakeVault/StakeVault'
import { findOrCreateAnnotator, getAnnotator } from '../store/annotator'
import { createEvent } from '../store/event'

/** Account and recipient may be the same: the one is saved before the other is loaded. */
export function handleStakeSlashed(event: StakeSlashed): void {
  const annotator = getAnnotator(event.params.account, event)
  annotator.locked = event.params.locked
  annotator.slashed = annotator.slashed.plus(event.params.amount)
  annotator.save()

  const recipient = findOrCreateAnnotator(event.params.to, event)
  recipient.available = event.params.toAvailable
  recipient.save()

  const entry = createEvent(event, 'StakeSlashed')
  entry.account = event.params.account
  entry.amount = event.params.amount
  entry.save()
}
