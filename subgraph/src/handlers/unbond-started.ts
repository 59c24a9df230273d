import { UnbondStarted } from '../../generated/StakeVault/StakeVault'
import { getAnnotator } from '../store/annotator'
import { createEvent } from '../store/event'

export function handleUnbondStarted(event: UnbondStarted): void {
  const annotator = getAnnotator(event.params.account, event)
  annotator.available = event.params.available
  annotator.unbonding = event.params.unbonding
  annotator.releaseAt = event.params.releaseAt
  annotator.save()

  const entry = createEvent(event, 'UnbondStarted')
  entry.account = event.params.account
  entry.amount = event.params.amount
  entry.save()
}
