import { ethereum } from '@graphprotocol/graph-ts'

import { Event } from '../../generated/schema'
import { argsJson } from '../args'
import { eventId } from '../id'

/** The entry of an event in the audit trail; the handler adds what the event is about, and saves it. */
export function createEvent(event: ethereum.Event, name: string): Event {
  const entry = new Event(eventId(event))
  entry.name = name
  entry.address = event.address
  entry.block = event.block.number
  entry.blockHash = event.block.hash
  entry.timestamp = event.block.timestamp
  entry.transaction = event.transaction.hash
  entry.logIndex = event.logIndex.toI32()
  entry.order = event.block.number.leftShift(24).plus(event.logIndex)
  entry.args = argsJson(event)
  return entry
}
