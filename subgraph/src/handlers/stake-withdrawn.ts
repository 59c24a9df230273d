import { BigInt } from '@graphprotocol/graph-ts'

import { StakeWithdrawn } from '../../generated/StakeVault/StakeVault'
import { getAnnotator } from '../store/annotator'
import { createEvent } from '../store/event'

/** A withdrawal always takes all that was unbonding. */
export function handleStakeWithdrawn(event: StakeWithdrawn): void {
  const annotator = getAnnotator(event.params.account, event)
  annotator.unbonding = BigInt.zero()
  annotator.releaseAt = BigInt.zero()
  annotator.save()

  const entry = createEvent(event, 'StakeWithdrawn')
  entry.account = event.params.account
  entry.amount = event.params.amount
  entry.save()
}
