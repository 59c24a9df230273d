import { StakeDeposited } from '../../generated/StakeVault/StakeVault'
import { findOrCreateAnnotator } from '../store/annotator'
import { createEvent } from '../store/event'

export function handleStakeDeposited(event: StakeDeposited): void {
  const annotator = findOrCreateAnnotator(event.params.account, event)
  annotator.available = event.params.available
  annotator.save()

  const entry = createEvent(event, 'StakeDeposited')
  entry.account = event.params.account
  entry.amount = event.params.amount
  entry.save()
}
