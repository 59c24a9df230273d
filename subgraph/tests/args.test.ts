import { Address, Bytes, ethereum } from '@graphprotocol/graph-ts'
import { assert, describe, newMockEventWithParams, test } from 'matchstick-as'

import { argsJson, quote } from '../src/args'
import { FIRST, SECOND, big } from './support/values'

function json(value: ethereum.Value): string {
  return argsJson(newMockEventWithParams([new ethereum.EventParam('x', value)]))
}

describe('arguments as JSON', () => {
  test('none is an empty object', () => {
    assert.stringEquals('{}', argsJson(newMockEventWithParams([])))
  })

  test('keeps the order of the ABI', () => {
    const params = [
      new ethereum.EventParam('b', ethereum.Value.fromBoolean(true)),
      new ethereum.EventParam('a', ethereum.Value.fromBoolean(false)),
    ]
    assert.stringEquals('{"b":true,"a":false}', argsJson(newMockEventWithParams(params)))
  })

  test('writes integers as decimal strings, beyond 2^53 too', () => {
    assert.stringEquals('{"x":"0"}', json(ethereum.Value.fromUnsignedBigInt(big(0))))
    assert.stringEquals('{"x":"-5"}', json(ethereum.Value.fromSignedBigInt(big(-5))))
    assert.stringEquals(
      '{"x":"1606938044258990275541962092341162602522202993782792835301376"}',
      json(ethereum.Value.fromUnsignedBigInt(big(2).pow(200))),
    )
  })

  test('writes bytes and addresses as hex', () => {
    assert.stringEquals('{"x":"0x00feff"}', json(ethereum.Value.fromBytes(Bytes.fromHexString('0x00feff'))))
    assert.stringEquals('{"x":"0xabcd"}', json(ethereum.Value.fromFixedBytes(Bytes.fromHexString('0xabcd'))))
    assert.stringEquals('{"x":"' + FIRST.toHexString() + '"}', json(ethereum.Value.fromAddress(FIRST)))
  })

  test('writes lists and tuples as arrays', () => {
    assert.stringEquals('{"x":[]}', json(ethereum.Value.fromAddressArray(new Array<Address>(0))))
    assert.stringEquals(
      '{"x":["' + FIRST.toHexString() + '","' + SECOND.toHexString() + '"]}',
      json(ethereum.Value.fromAddressArray([FIRST, SECOND])),
    )
    const tuple = new ethereum.Tuple(2)
    tuple[0] = ethereum.Value.fromString('a')
    tuple[1] = ethereum.Value.fromI32(1)
    assert.stringEquals('{"x":["a","1"]}', json(ethereum.Value.fromTuple(tuple)))
  })

  test('escapes what JSON needs escaped, and nothing else', () => {
    assert.stringEquals('"a\\"b\\\\c/é"', quote('a"b\\c/é'))
    assert.stringEquals('"\\u0009\\u000a\\u001f"', quote('\t\n\u001f'))
  })
})
