import { Bytes, ValueKind, ethereum, store } from '@graphprotocol/graph-ts'
import { assert } from 'matchstick-as'

import { eventId } from '../../src/id'

/** The field of the entity reads `expected`. */
export function expectField(type: string, id: Bytes, field: string, expected: string): void {
  assert.fieldEquals(type, id.toHexString(), field, expected)
}

/** The entity exists and the field is null. */
export function expectNull(type: string, id: Bytes, field: string): void {
  const entity = store.get(type, id.toHexString())
  assert.assertTrue(entity !== null, type + ' ' + id.toHexString() + ' is missing')
  const value = entity!.get(field)
  assert.assertTrue(value === null || value.kind == ValueKind.NULL, type + '.' + field + ' is not null')
}

/** The audit trail holds the event with this name and these arguments. */
export function expectEvent(event: ethereum.Event, name: string, args: string): void {
  const id = eventId(event)
  expectField('Event', id, 'name', name)
  expectField('Event', id, 'args', args)
  expectField('Event', id, 'address', event.address.toHexString())
  expectField('Event', id, 'block', '7')
  expectField('Event', id, 'blockHash', '0x' + '22'.repeat(32))
  expectField('Event', id, 'timestamp', '1700000000')
  expectField('Event', id, 'transaction', '0x' + '11'.repeat(32))
  expectField('Event', id, 'logIndex', event.logIndex.toString())
  // 7 * 2^24, then the log index.
  expectField('Event', id, 'order', (117440512 + event.logIndex.toI32()).toString())
}

/** What the event in the audit trail is about; an empty string stands for null. */
export function expectAbout(
  event: ethereum.Event,
  project: string,
  batch: string,
  account: string,
  amount: string,
): void {
  expectOptional(event, 'project', project)
  expectOptional(event, 'batch', batch)
  expectOptional(event, 'account', account)
  expectOptional(event, 'amount', amount)
}

function expectOptional(event: ethereum.Event, field: string, expected: string): void {
  if (expected == '') expectNull('Event', eventId(event), field)
  else expectField('Event', eventId(event), field, expected)
}
