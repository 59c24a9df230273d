import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type BlockWithLogs, ChainMovedError } from '../../../engine/chain/index.ts'
import type { MatchedTrigger } from '../../../engine/indexer/match.ts'
import { createWholeTransactions } from '../../../engine/indexer/whole-transactions.ts'
import { DeterministicError } from '../../../engine/runtime/index.ts'

const place = { hash: '0xaa', transactionIndex: '0x0' }
const whole = { ...place, from: '0x1', value: '0x0', gas: '0x0', input: '0x', nonce: '0x0' }
const triggerOf = (transaction: object, hash = '0x01') =>
  ({
    event: { handler: { event: { topic0: '0x70' } }, trigger: { block: { number: '0x1', hash }, transaction } },
  }) as unknown as MatchedTrigger
const blockOf = (transactions: object[], hash = '0x01') =>
  ({ header: { hash }, block: { transactions } }) as unknown as BlockWithLogs

describe('the transactions that handlers look into', () => {
  it('may be what a handler lacked that failed, unless it had the whole, or failed for the node', () => {
    const { mayLack } = createWholeTransactions()
    const failure = new DeterministicError('unreachable')
    assert.equal(mayLack(triggerOf(place), failure), true)
    assert.equal(mayLack(triggerOf(whole), failure), false)
    assert.equal(mayLack(triggerOf(place), new Error('no answer')), false)
    assert.equal(mayLack({} as MatchedTrigger, failure), false)
  })

  it('are read once a block, and the event is known from then on', async () => {
    const { complete, topics } = createWholeTransactions()
    let reads = 0
    const read = async () => {
      reads++
      return blockOf([whole])
    }
    assert.deepEqual((await complete(triggerOf(place), read)).event?.trigger.transaction, whole)
    await complete(triggerOf(place), read)
    assert.equal(reads, 1)
    assert.deepEqual([...topics], ['0x70'])
  })

  it('are gone with their block', async () => {
    for (const block of [blockOf([]), blockOf([place]), blockOf([whole], '0x02')])
      await assert.rejects(
        createWholeTransactions().complete(triggerOf(place), async () => block),
        ChainMovedError,
      )
  })
})
