import { StakeHeld } from '../../generated/StakeVault/StakeVault'
import { getAnnotator } from '../store/annotator'
import { createEvent } from '../store/event'

export function handleStakeHeld(event: StakeHeld): void {
  const annotator = getAnnotator(event.params.account, event)
  annotator.available = event.params.available
  annotator.locked = event.params.locked
  annotator.unbonding = event.params.unbonding
  annotator.releaseAt = event.params.releaseAt
  annotator.save()

  const entry = createEvent(event, 'StakeHeld')
  entry.account = event.params.account
  entry.amount = event.params.amount
  entry.save()
}
