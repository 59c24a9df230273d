import { StakeLocked } from '../../generated/StakeVault/StakeVault'
import { getAnnotator } from '../store/annotator'
import { createEvent } from '../store/event'

export function handleStakeLocked(event: StakeLocked): void {
  const annotator = getAnnotator(event.params.account, event)
  annotator.available = event.params.available
  annotator.locked = event.params.locked
  annotator.save()

  const entry = createEvent(event, 'StakeLocked')
  entry.account = event.params.account
  entry.amount = event.params.amount
  entry.save()
}
