import { Address, Bytes } from '@graphprotocol/graph-ts'
import { assert, describe, newMockEvent, test } from 'matchstick-as'

import { earningId, eventId, labelId, protocolId, submissionId } from '../src/id'
import { big, repeated } from './support/values'

// The vectors are the examples of src/id.ts.
const BATCH = Bytes.fromHexString('0xb10e2d527612073b26eecdfd717e6a320cf44b4afac2b0732d9fcbe2b7fa0cf6')
const ANNOTATOR = Address.fromString('0x70997970C51812dc3A010C7d01b50e0d17dc79C8')
const TOKEN = Address.fromString('0x5FbDB2315678afecb367f032d93F642f64180aa3')

describe('ids', () => {
  test('the protocol is 0x00', () => {
    assert.stringEquals('0x00', protocolId().toHexString())
  })

  test('an event is its transaction hash and its log index as a big-endian u32', () => {
    const event = newMockEvent()
    event.transaction.hash = Bytes.fromHexString('0x88e96d4537bea4d9c05d12549907b32561d3bf31f45aae734cdc119f13406cb6')
    event.logIndex = big(42)
    assert.stringEquals(
      '0x88e96d4537bea4d9c05d12549907b32561d3bf31f45aae734cdc119f13406cb60000002a',
      eventId(event).toHexString(),
    )
  })

  test('a log index above 255 keeps its bytes in order', () => {
    const event = newMockEvent()
    event.transaction.hash = repeated('11', 32)
    event.logIndex = big(0x01020304)
    assert.stringEquals('0x' + '11'.repeat(32) + '01020304', eventId(event).toHexString())
  })

  test('a label is its batch id and its position as a big-endian u16', () => {
    assert.stringEquals(
      '0xb10e2d527612073b26eecdfd717e6a320cf44b4afac2b0732d9fcbe2b7fa0cf60003',
      labelId(BATCH, 3).toHexString(),
    )
    assert.stringEquals('0x' + 'bb'.repeat(32) + '01ff', labelId(repeated('bb', 32), 511).toHexString())
  })

  test('a submission is its batch id and its annotator', () => {
    assert.stringEquals(
      '0xb10e2d527612073b26eecdfd717e6a320cf44b4afac2b0732d9fcbe2b7fa0cf670997970c51812dc3a010c7d01b50e0d17dc79c8',
      submissionId(BATCH, ANNOTATOR).toHexString(),
    )
  })

  test('an earning is its annotator and its token', () => {
    assert.stringEquals(
      '0x70997970c51812dc3a010c7d01b50e0d17dc79c85fbdb2315678afecb367f032d93f642f64180aa3',
      earningId(ANNOTATOR, TOKEN).toHexString(),
    )
  })
})
