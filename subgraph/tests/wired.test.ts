import { Address, ethereum } from '@graphprotocol/graph-ts'
import { beforeEach, clearStore, describe, newTypedMockEventWithParams, test } from 'matchstick-as'

import { Wired as MarketWired } from '../generated/LabelMarket/LabelMarket'
import { Wired as SlasherWired } from '../generated/Slasher/Slasher'
import { handleWired as handleMarketWired } from '../src/market'
import { handleWired as handleSlasherWired } from '../src/slasher'
import { expectEvent } from './support/expect'
import { FIRST, SECOND, THIRD, big, repeated } from './support/values'

function emit<T extends ethereum.Event>(names: string[], values: Address[]): T {
  const params: ethereum.EventParam[] = []
  for (let i = 0; i < names.length; i++)
    params.push(new ethereum.EventParam(names[i], ethereum.Value.fromAddress(values[i])))
  const event = newTypedMockEventWithParams<T>(params)
  event.transaction.hash = repeated('11', 32)
  event.block.hash = repeated('22', 32)
  event.block.number = big(7)
  event.block.timestamp = big(1700000000)
  event.logIndex = big(3)
  return event
}

function named(name: string, value: Address): string {
  return '"' + name + '":"' + value.toHexString() + '"'
}

describe('Wired', () => {
  beforeEach(clearStore)

  test('of the market names slasher, court and pool', () => {
    const event = emit<MarketWired>(['slasher', 'court', 'pool'], [FIRST, SECOND, THIRD])
    handleMarketWired(event)
    expectEvent(event, 'Wired', '{' + named('slasher', FIRST) + ',' + named('court', SECOND) + ',' + named('pool', THIRD) + '}')
  })

  test('of the slasher names market and court', () => {
    const event = emit<SlasherWired>(['market', 'court'], [FIRST, SECOND])
    handleSlasherWired(event)
    expectEvent(event, 'Wired', '{' + named('market', FIRST) + ',' + named('court', SECOND) + '}')
  })
})
