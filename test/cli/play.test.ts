import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { decodeFunctionResult, encodeFunctionData, type Hex } from 'viem'
import { readHead, readReceipts } from '../../cli/chain/blocks.ts'
import { GENESIS_TIME } from '../../cli/chain/constants.ts'
import type { Contract } from '../../cli/chain/contracts.ts'
import type { Rpc } from '../../cli/chain/rpc.ts'
import { RunError } from '../../cli/errors.ts'
import { caseIdOf } from '../../cli/replay/disputes.ts'
import { planReplay } from '../../cli/replay/plan.ts'
import { fundingOf, prepareWaves, projectOf } from '../../cli/replay/schedule.ts'
import { REWARD_PER_LABEL_WEI, STAKE_PER_SEAT_WEI } from '../../cli/replay/terms.ts'
import { auditTokens } from '../../cli/run/audit.ts'
import { simulate } from '../../cli/simulate.ts'
import { datasetOf, gridOf } from './support/datasets.ts'
import { createFolder } from './support/folder.ts'
import { openChain, playOn, replayOf } from './support/replay.ts'

/** Two batches: one item with a consensus of two, one with a consensus of three; then one of other workers. */
const TINY = datasetOf('a:x=0 a:y=0 a:z=1 b:x=1 b:y=1 b:z=1 c:u=1 c:y=1 c:z=0')

async function view(rpc: Rpc, { abi, address }: Contract, name: string, args: unknown[]) {
  const data = encodeFunctionData({ abi, functionName: name, args })
  const result = await rpc.call<Hex>('eth_call', [{ to: address, data }, 'latest'])
  return decodeFunctionResult({ abi, functionName: name, data: result }) as unknown
}

describe('play', () => {
  test('settles every batch, pays each agreeing label once, and leaves the rest with the project', async () => {
    const replay = await replayOf(TINY)
    await using chain = await openChain()
    const { ledger } = await playOn(chain, replay)
    const { LabelToken: token, StakeVault: vault, LabelMarket: market } = replay.contracts

    assert.deepEqual([ledger.created, ledger.settled], [2, 2])
    // Of nine labels seven agree with the consensus of their item.
    const restWei = fundingOf(replay.plan) - 7n * REWARD_PER_LABEL_WEI
    assert.equal(ledger.fundedWei, fundingOf(replay.plan))
    assert.equal(ledger.paidWei, 7n * REWARD_PER_LABEL_WEI)
    const project = (await view(chain.rpc, market, 'projectOf', [projectOf(replay)])) as {
      free: bigint
      reserved: bigint
    }
    assert.deepEqual([project.free, project.reserved], [restWei, 0n])
    assert.equal(await view(chain.rpc, token, 'balanceOf', [market.address]), restWei)

    const agreed = { u: 1n, x: 2n, y: 3n, z: 1n }
    for (const [worker, labels] of Object.entries(agreed)) {
      const { address } = replay.accounts.worker(worker)
      assert.equal(await view(chain.rpc, token, 'balanceOf', [address]), labels * REWARD_PER_LABEL_WEI, worker)
      const stake = (await view(chain.rpc, vault, 'stakeOf', [address])) as { available: bigint; locked: bigint }
      const seats = worker === 'u' || worker === 'x' ? 1n : 2n
      assert.deepEqual([stake.available, stake.locked], [seats * STAKE_PER_SEAT_WEI, 0n], worker)
    }
    const sums = await auditTokens(chain.rpc, replay.contracts, projectOf(replay), ledger)
    assert.equal(sums.fundedWei, sums.paidWei + sums.feesWei + sums.freeWei + sums.reservedWei)
  })

  test('the consensus on chain is that of a plain count', async () => {
    const dataset = simulate({ seed: 5, items: 80 })
    const replay = await replayOf(dataset)
    await using chain = await openChain()
    const { ledger } = await playOn(chain, replay)
    const prepared = [...prepareWaves(replay)].flat()
    for (const [batch, { items, labels, agreement }] of replay.plan.batches.entries()) {
      const expected = items.map((_, index) => {
        const votes = [0, 0, 0]
        for (const answers of labels) votes[answers[index] ?? 0] = (votes[answers[index] ?? 0] ?? 0) + 1
        const winner = votes.findIndex((count) => count >= agreement)
        return winner < 0 ? 0xff : winner
      })
      assert.deepEqual([...(ledger.tallied.get(prepared[batch]?.id ?? '0x')?.consensus ?? [])], expected)
    }
  })

  test('the ids worked out off chain are the contract’s', async () => {
    const replay = await replayOf(simulate({ seed: 5, items: 20 }))
    await using chain = await openChain()
    await playOn(chain, replay)
    const { LabelMarket: market, DisputeCourt: court } = replay.contracts
    const [batch] = [...prepareWaves(replay)].flat()
    assert.ok(batch?.gold)
    const { manifestHash, positions, labels, salt, hash } = batch.gold
    const projectId = projectOf(replay)
    const opening = [projectId, manifestHash, positions, labels, salt]
    assert.equal(await view(chain.rpc, market, 'goldHashOf', opening), hash)
    assert.equal(await view(chain.rpc, market, 'batchIdOf', [projectId, batch.manifest.hash, hash]), batch.id)
    const subject = `0x${'7'.padStart(64, '0')}`
    assert.equal(await view(chain.rpc, court, 'caseIdOf', [1, batch.id, subject]), caseIdOf(batch.id, { index: 7 }))
  })

  test('gold that its panel contradicts is disputed, ruled on, and paid as ruled', async () => {
    const dataset = simulate({ seed: 3, items: 440 })
    const replay = await replayOf(dataset)
    await using chain = await openChain()
    const { ledger } = await playOn(chain, replay)
    const disputed = [...prepareWaves(replay)].flat().filter((batch) => batch.disputed)
    assert.ok(disputed.length > 0)
    assert.equal(ledger.disputes, disputed.length)
    assert.equal(ledger.overturned, disputed.length)
    assert.equal(ledger.settled, replay.plan.batches.length)
    for (const { id, items, disputed: item } of disputed) {
      assert.ok(item)
      assert.equal(ledger.tallied.get(id)?.consensus[item.index], dataset.gold.get(items[item.index] ?? ''))
    }
    assert.ok(ledger.gold.total > 0 && ledger.tiers.size > 0)
    assert.equal(ledger.slashesExecuted, ledger.slashes.length)
    assert.match(ledger.labelsRoot ?? '', /^0x[0-9a-f]{64}$/)
    await auditTokens(chain.rpc, replay.contracts, projectOf(replay), ledger)
  })

  test('gives the same blocks for the same seed and data, and others for another seed', async () => {
    const headOf = async (seed: number) => {
      await using chain = await openChain()
      const { head } = await playOn(chain, await replayOf(simulate({ seed: 1, items: 40 }), { seed }))
      return head
    }
    const first = await headOf(1)
    assert.deepEqual(await headOf(1), first)
    assert.notEqual((await headOf(2)).hash, first.hash)
  })

  test('goes on after an interruption at every step, to the same blocks', async () => {
    const replay = await replayOf(TINY)
    await using undisturbed = await openChain()
    let steps = 0
    const countStep = async () => {
      steps += 1
    }
    const { head, ledger } = await playOn(undisturbed, replay, { checkpoint: countStep })
    for (let stopAfter = 1; stopAfter < steps; stopAfter += 1) {
      await using chain = await openChain()
      const stop = new AbortController()
      let done = 0
      const checkpoint = async () => {
        done += 1
        if (done === stopAfter) stop.abort(new Error('stopped by the test'))
      }
      await assert.rejects(playOn(chain, replay, { checkpoint, signal: stop.signal }), /stopped by the test/)
      const before = await readHead(chain.rpc)
      assert.ok(before.number < head.number)
      const resumed = await playOn(chain, replay)
      assert.deepEqual(resumed.head, head, `after step ${stopAfter}`)
      assert.deepEqual(resumed.ledger, ledger)
    }
  })

  test('a transaction that reverts ends the replay with the contract’s own error', async () => {
    const plan = planReplay(TINY, { wanted: 3, seed: 1 })
    const wrong = { ...plan, batches: plan.batches.map((batch) => ({ ...batch, agreement: 1 })) }
    await using chain = await openChain()
    await assert.rejects(
      playOn(chain, await replayOf(TINY, { plan: wrong })),
      (error) => error instanceof RunError && /reverted: InvalidAgreement\(1, 3\); /.test(error.message),
    )
  })

  test('no transaction comes near its gas limit, from the smallest batch to the largest', async () => {
    for (const [items, workers] of [
      [1, 3],
      [40, 5],
      [512, 7],
    ] as const) {
      const dataset = gridOf(items, workers, (item, worker) => (item + (worker > workers / 2 ? 1 : 0)) % 2)
      const replay = await replayOf(dataset, { wanted: 7 })
      await using chain = await openChain()
      const { receipts } = await playOn(chain, replay)
      const sent = await chain.rpc.batch<{ gas: Hex }>(
        receipts.map(({ transactionHash }) => ({ method: 'eth_getTransactionByHash', params: [transactionHash] })),
      )
      for (const [index, { gasUsed }] of receipts.entries()) {
        const limit = BigInt(sent[index]?.gas ?? 0)
        assert.ok(BigInt(gasUsed) * 10n <= limit * 9n, `${items} items: ${Number(gasUsed)} of ${limit}`)
      }
    }
  })
})

describe('a kept chain', () => {
  test('has the same blocks, receipts and times when it is loaded again, and grows on', async () => {
    using folder = createFolder()
    const stateFile = join(folder.path, 'chain.gz')
    const replay = await replayOf(TINY)
    const first = await openChain(stateFile)
    const { head, receipts } = await playOn(first, replay)
    await first.close()

    await using second = await openChain(stateFile)
    assert.deepEqual(await readHead(second.rpc), head)
    assert.deepEqual(await readReceipts(second.rpc, head.number), receipts)
    const logs = await second.rpc.call<unknown[]>('eth_getLogs', [{ fromBlock: '0x0', toBlock: 'latest' }])
    assert.equal(logs.length, receipts.flatMap((receipt) => receipt.logs).length)
    const again = await playOn(second, replay)
    assert.deepEqual(again.head, head, 'nothing is left to do')
  })

  test('that cannot be loaded is refused and left as it is', async () => {
    using folder = createFolder({ 'chain.gz': 'no chain' })
    await assert.rejects(openChain(join(folder.path, 'chain.gz')), /holds no chain that anvil can load/)
    assert.ok(existsSync(join(folder.path, 'chain.gz')))
  })
})

test('a fresh chain starts at a fixed time', async () => {
  await using chain = await openChain()
  assert.equal((await readHead(chain.rpc)).timestamp, GENESIS_TIME)
})
