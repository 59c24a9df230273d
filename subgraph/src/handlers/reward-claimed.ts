import { BigInt } from '@graphprotocol/graph-ts'

import { RewardClaimed } from '../../generated/LabelMarket/LabelMarket'
import { seeAccount } from '../store/annotator'
import { getEarning } from '../store/earning'
import { createEvent } from '../store/event'

export function handleRewardClaimed(event: RewardClaimed): void {
  const earning = getEarning(event.params.annotator, event.params.token)
  earning.paid = earning.paid.plus(event.params.amount)
  earning.claimable = BigInt.zero()
  earning.save()

  seeAccount(event.params.annotator, event)

  const entry = createEvent(event, 'RewardClaimed')
  entry.account = event.params.annotator
  entry.amount = event.params.amount
  entry.save()
}
