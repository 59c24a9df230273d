import { Address, BigInt, log } from '@graphprotocol/graph-ts'

import { Earning } from '../../generated/schema'
import { earningId } from '../id'

/** Traps when nothing was ever accrued: the accrual was missed. */
export function getEarning(annotator: Address, token: Address): Earning {
  const earning = Earning.load(earningId(annotator, token))
  if (earning === null) {
    log.critical('Earning of {} in token {} does not exist', [annotator.toHexString(), token.toHexString()])
  }
  return earning!
}

export function findOrCreateEarning(annotator: Address, token: Address): Earning {
  const found = Earning.load(earningId(annotator, token))
  return found === null ? createEarning(annotator, token) : found
}

function createEarning(annotator: Address, token: Address): Earning {
  const earning = new Earning(earningId(annotator, token))
  earning.annotator = annotator
  earning.token = token
  earning.accrued = BigInt.zero()
  earning.paid = BigInt.zero()
  earning.claimable = BigInt.zero()
  return earning
}
