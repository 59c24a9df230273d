import { ClaimableMoved } from '../../generated/LabelMarket/LabelMarket'
import { accrue } from '../store/earning'
import { createEvent } from '../store/event'

export function handleClaimableMoved(event: ClaimableMoved): void {
  const amount = event.params.amount
  accrue(event.params.from, event.params.token, amount.neg(), event.params.fromLeft).save()
  accrue(event.params.to, event.params.token, amount, event.params.toHas).save()

  const entry = createEvent(event, 'ClaimableMoved')
  entry.account = event.params.from
  entry.amount = amount
  entry.save()
}
