import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { numberToHex, toHex, toRlp } from 'viem'
import {
  bloomBits,
  bloomOf,
  encodeRlp,
  headerHash,
  listRoot,
  mayContain,
  type ProvableHeader,
  type ProvableReceipt,
  type RlpItem,
  receiptsRoot,
} from '../../../engine/chain/proof/index.ts'
import { ledgerChain } from '../support/engine.ts'
import { address, LEDGER, moveTransaction } from '../support/ledger.ts'

type Header = ProvableHeader & { hash: string; transactions: string[] }

/** Yields the same numbers for the same seed. */
function* random(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    yield state
  }
}

describe('RLP', () => {
  it('encodes as viem does', () => {
    const numbers = random(7)
    const item = (depth: number): RlpItem => {
      const size = numbers.next().value % 70
      if (depth > 3 || numbers.next().value % 3 > 0)
        return Uint8Array.from({ length: size }, () => numbers.next().value)
      return Array.from({ length: size % 6 }, () => item(depth + 1))
    }
    for (let round = 0; round < 300; round++) {
      const value = item(0)
      assert.equal(toHex(encodeRlp(value)), toRlp(value as Parameters<typeof toRlp>[0], 'hex'))
    }
  })
})

describe('the proofs of a block', () => {
  it('give the known root of no receipts', () => {
    assert.equal(listRoot([]), '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421')
  })

  for (const fork of ['prague', 'cancun', 'shanghai', 'paris', 'london']) {
    it(`fit the blocks of ${fork}`, async (t) => {
      const chain = await ledgerChain(t, ['--hardfork', fork])
      for (const transactions of [0, 1, 2, 3, 17, 130]) {
        const move = (index: number) =>
          moveTransaction({ from: address(index), to: address(2), amount: BigInt(index) }, index % 4)
        await chain.mineTransactions(Array.from({ length: transactions }, (_, index) => move(index)))
      }
      for (let number = 0; number <= (await chain.height()); number++) {
        const block = await chain.request<Header>('eth_getBlockByNumber', [numberToHex(number), false])
        assert.equal(headerHash(block), block.hash, `header ${number}`)
        if (number === 0) continue
        const receipts = await chain.request<ProvableReceipt[]>('eth_getBlockReceipts', [block.hash])
        assert.equal(receiptsRoot(receipts), block.receiptsRoot, `receipts ${number}`)
        const logs = receipts.flatMap((receipt) => receipt.logs)
        assert.equal(toHex(bloomOf(logs)), block.logsBloom)
        assert.equal(mayContain(bloomOf(logs), bloomBits(LEDGER)), logs.length > 0)
      }
    })
  }

  it('fit receipts of every type of transaction', async (t) => {
    const chain = await ledgerChain(t)
    const { to, data } = moveTransaction({ from: address(1), to: address(2), amount: 1n })
    const [from] = await chain.request<string[]>('eth_accounts')
    const terms = { from, to, data, gas: '0x30d40' }
    const fees = { maxFeePerGas: '0x77359400', maxPriorityFeePerGas: '0x1' }
    await chain.request('eth_sendTransaction', [{ ...terms, gasPrice: '0x77359400', type: '0x0' }])
    await chain.request('eth_sendTransaction', [{ ...terms, gasPrice: '0x77359400', type: '0x1', accessList: [] }])
    await chain.request('eth_sendTransaction', [{ ...terms, ...fees }])
    const { data: tooMany } = moveTransaction({ from: address(1), to: address(2), amount: 1n }, 10_000)
    await chain.request('eth_sendTransaction', [{ ...terms, ...fees, data: tooMany }])
    await chain.request('evm_mine')
    const block = await chain.request<Header>('eth_getBlockByNumber', ['latest', false])
    const receipts = await chain.request<ProvableReceipt[]>('eth_getBlockReceipts', [block.hash])
    assert.deepEqual(
      receipts.map(({ type, status }) => [type, status]),
      [
        ['0x0', '0x1'],
        ['0x1', '0x1'],
        ['0x2', '0x1'],
        ['0x2', '0x0'],
      ],
    )
    assert.equal(receiptsRoot(receipts), block.receiptsRoot)
  })
})
