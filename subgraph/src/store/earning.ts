import { Address, BigInt, log } from '@graphprotocol/graph-ts'

import { Earning } from '../../generated/schema'
import { earningId } from '../id'

/** Traps when nothing was ever accrued: the accrual was missed. */
export function getEarning(account: Address, token: Address): Earning {
  const earning = Earning.load(earningId(account, token))
  if (earning === null) {
    log.critical('Earning of {} in token {} does not exist', [account.toHexString(), token.toHexString()])
  }
  return earning!
}

/** Adds what became the account's. `claimable`: its whole claimable balance of the token afterwards. Does not save. */
export function accrue(account: Address, token: Address, amount: BigInt, claimable: BigInt): Earning {
  const found = Earning.load(earningId(account, token))
  const earning = found === null ? createEarning(account, token) : found
  earning.accrued = earning.accrued.plus(amount)
  earning.claimable = claimable
  return earning
}

function createEarning(account: Address, token: Address): Earning {
  const earning = new Earning(earningId(account, token))
  earning.account = account
  earning.token = token
  earning.accrued = BigInt.zero()
  earning.paid = BigInt.zero()
  earning.claimable = BigInt.zero()
  return earning
}
