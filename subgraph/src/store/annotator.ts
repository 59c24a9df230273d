import { Address, BigInt, ethereum, log } from '@graphprotocol/graph-ts'

import { Annotator } from '../../generated/schema'
import { eventId } from '../id'
import { agreementShare, wilsonInterval } from '../math'
import { findOrCreateProtocol } from './protocol'

/** Traps when the address was never seen: the event that introduced it was missed. Marks it as seen by `event`. */
export function getAnnotator(address: Address, event: ethereum.Event): Annotator {
  const annotator = Annotator.load(address)
  if (annotator === null) log.critical('Annotator {} does not exist', [address.toHexString()])
  annotator!.lastSeen = eventId(event)
  return annotator!
}

/** Marks the account as seen by `event` if it is an annotator: keepers, and parties of a slash, may be none. */
export function seeAccount(address: Address, event: ethereum.Event): void {
  const annotator = Annotator.load(address)
  if (annotator === null) return
  annotator.lastSeen = eventId(event)
  annotator.save()
}

/**
 * Marks the annotator as seen by `event`.
 * Counts a new one in the Protocol: load the Protocol after this call, not before.
 */
export function findOrCreateAnnotator(address: Address, event: ethereum.Event): Annotator {
  const found = Annotator.load(address)
  const annotator = found === null ? createAnnotator(address, event) : found
  annotator.lastSeen = eventId(event)
  return annotator
}

function createAnnotator(address: Address, event: ethereum.Event): Annotator {
  const prior = wilsonInterval(0, 0)
  const annotator = new Annotator(address)
  annotator.assigned = 0
  annotator.submissions = 0
  annotator.absent = 0
  annotator.missed = 0
  annotator.labels = 0
  annotator.agreed = 0
  annotator.compared = 0
  annotator.agreement = agreementShare(0, 0)
  annotator.score = prior.lower
  annotator.scoreUpper = prior.upper
  annotator.goldRight = 0
  annotator.goldTotal = 0
  annotator.slashes = 0
  annotator.slashed = BigInt.zero()
  annotator.available = BigInt.zero()
  annotator.locked = BigInt.zero()
  annotator.unbonding = BigInt.zero()
  annotator.releaseAt = BigInt.zero()
  annotator.firstSeen = eventId(event)

  const protocol = findOrCreateProtocol()
  protocol.annotators += 1
  protocol.save()
  return annotator
}
