import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { encodeFunctionData, getAddress, type Hex, parseSignature, zeroAddress } from 'viem'
import { isDeployedCode } from '../support/deployed-code.ts'
import { reverts } from '../support/reverts.ts'
import { batchId, drawJury, escalate, finalize, openLabel, passDeadline, rule, setBatch } from './support/play.ts'
import {
  baseBond,
  type CourtWorld,
  day,
  evidence,
  freshCourtWorld,
  jurorStake,
  kind,
  subjectOfItem,
} from './support/world.ts'

let world: CourtWorld

beforeEach(async () => {
  world = await freshCourtWorld()
  await setBatch(world)
  await world.fund([world.stranger], 10n * baseBond)
})

describe('constructor', () => {
  it('A69: it should revert with ZeroAddress', async () => {
    const { viem, setup } = world
    for (const part of ['market', 'slasher', 'pool', 'skills', 'token', 'insurance'] as const) {
      await reverts(viem.deployContract('DisputeCourt', [{ ...setup, [part]: zeroAddress }]), 'ZeroAddress')
    }
  })

  it('it should revert with InvalidSetup', async () => {
    const { viem, setup } = world
    for (const wrong of [{ baseBond: 0n }, { jurorStake: 0n }, { jurorPool: setup.expertPool }]) {
      await reverts(viem.deployContract('DisputeCourt', [{ ...setup, ...wrong }]), 'InvalidSetup')
    }
  })

  it('it should tell its setup and its rules', async () => {
    const { court, setup } = world
    const told = await court.read.setup()
    for (const [part, value] of Object.entries(setup)) {
      const found = told[part as keyof typeof told]
      assert.equal(String(found).toLowerCase(), String(value).toLowerCase(), part)
    }
    const rules = await Promise.all([
      court.read.DRAW_WINDOW(),
      court.read.EXPERT_WINDOW(),
      court.read.APPEAL_WINDOW(),
      court.read.VOTE_WINDOW(),
      court.read.REVEAL_WINDOW(),
      court.read.MAX_ROUNDS(),
      court.read.QUORUM_BPS(),
      court.read.AGREEMENT_BPS(),
      court.read.FEE_BPS(),
      court.read.MAX_OPEN_CASES(),
      court.read.AUDITOR_LEVEL(),
    ])
    assert.deepEqual(rules, [day, day, 2n * day, day, day, 3n, 6000n, 6500n, 1500n, 16n, 3n])
    assert.match(await court.read.VOTE_TYPEHASH(), /^0x[0-9a-f]{64}$/)
    const code = await world.client.getCode({ address: court.address })
    assert.ok(code !== undefined && (!isDeployedCode || code.length / 2 - 1 < 24_576))
  })
})

describe('deposit', () => {
  it('A12: it should revert with ZeroAmount', async () => {
    await reverts(world.court.write.deposit([0n], { account: world.stranger }), 'ZeroAmount')
  })

  it('A1: it should revert with UnsupportedToken for a deposit', async () => {
    const { viem, setup, stranger } = world
    const token = await viem.deployContract('FeeToken')
    const court = await viem.deployContract('DisputeCourt', [{ ...setup, token: token.address }])
    await token.write.mint([stranger, 1000n])
    await token.write.approve([court.address, 1000n], { account: stranger })
    await reverts(court.write.deposit([1000n], { account: stranger }), 'UnsupportedToken', [1000n, 990n])
  })

  it('A5: it should not be entered again', async () => {
    const { viem, setup, stranger, panel, labels, requester, market } = world
    const token = await viem.deployContract('CallbackToken')
    const court = await viem.deployContract('DisputeCourt', [{ ...setup, token: token.address }])
    for (const account of [stranger, requester]) {
      await token.write.mint([account, 10n * baseBond])
      await token.write.approve([court.address, 10n * baseBond], { account })
    }
    await court.write.deposit([10n], { account: stranger })
    const { abi } = court
    const again: Hex[] = [
      encodeFunctionData({ abi, functionName: 'deposit', args: [5n] }),
      encodeFunctionData({ abi, functionName: 'withdraw', args: [stranger, 5n] }),
      encodeFunctionData({ abi, functionName: 'payInsurance' }),
      encodeFunctionData({ abi, functionName: 'openLabel', args: [batchId, 0n, 3, evidence, panel, labels] }),
      encodeFunctionData({ abi, functionName: 'finalize', args: [batchId, [], []] }),
      encodeFunctionData({ abi, functionName: 'count', args: [batchId] }),
      encodeFunctionData({ abi, functionName: 'escalate', args: [batchId] }),
      encodeFunctionData({ abi, functionName: 'redraw', args: [batchId] }),
      encodeFunctionData({ abi, functionName: 'appeal', args: [batchId] }),
    ]
    let item = 0n
    const withTransfers: (() => Promise<unknown>)[] = [
      () => court.write.deposit([5n], { account: stranger }),
      () => court.write.withdraw([stranger, 1n], { account: stranger }),
      () => {
        item = item === 0n ? 1n : 3n
        return court.write.openLabel([batchId, item, 0, evidence, panel, labels], { account: requester })
      },
    ]
    for (const [i, message] of again.entries()) {
      await token.write.arm([court.address, message])
      await withTransfers[i < 2 ? 2 : i % 2]?.()
      assert.equal(await token.read.succeeded(), false)
      // ReentrancyGuardReentrantCall()
      assert.equal(await token.read.answer(), '0x3ee5aeb5')
    }
    assert.equal(await market.read.disputesOf([batchId]), 2n)
  })

  it('it should add to the free credit', async () => {
    const { court, token, stranger } = world
    await court.write.deposit([30n], { account: stranger })
    const transaction = await court.write.deposit([20n], { account: stranger })
    assert.deepEqual(await world.eventsOf(transaction), [
      { name: 'Deposited', args: { account: stranger, amount: 20n, free: 50n } },
    ])
    assert.deepEqual(await court.read.creditOf([stranger]), { free: 50n, locked: 0n })
    assert.equal(await token.read.balanceOf([court.address]), 50n)
  })
})

describe('withdraw', () => {
  it('it should revert with ZeroAddress for a withdrawal', async () => {
    await reverts(world.court.write.withdraw([zeroAddress, 1n]), 'ZeroAddress')
  })

  it('it should revert with ZeroAmount for a withdrawal', async () => {
    await reverts(world.court.write.withdraw([world.stranger, 0n]), 'ZeroAmount')
  })

  it('it should revert with InsufficientCredit, whatever is locked', async () => {
    const { court, requester } = world
    await world.fund([requester], baseBond)
    const caseId = await openLabel(world)
    await escalate(world, caseId)
    const [juror] = await drawJury(world, caseId)
    assert.ok(juror)
    assert.deepEqual(await court.read.creditOf([juror]), { free: 0n, locked: jurorStake })
    const call = court.write.withdraw([juror, 1n], { account: juror })
    await reverts(call, 'InsufficientCredit', [juror, 0n, 1n])
  })

  it('A11: it should send it, and nothing that was donated', async () => {
    const { court, token, stranger, requester, admin } = world
    await court.write.deposit([30n], { account: stranger })
    await token.write.transfer([court.address, 1000n], { account: admin })
    const transaction = await court.write.withdraw([requester, 20n], { account: stranger })
    assert.deepEqual(await world.eventsOf(transaction), [
      { name: 'Withdrawn', args: { account: stranger, to: requester, amount: 20n, free: 10n } },
    ])
    assert.equal(await token.read.balanceOf([requester]), 20n)
    const call = court.write.withdraw([requester, 11n], { account: stranger })
    await reverts(call, 'InsufficientCredit', [stranger, 10n, 11n])
  })
})

describe('payInsurance', () => {
  it('it should revert with ZeroAmount for the insurance', async () => {
    await reverts(world.court.write.payInsurance(), 'ZeroAmount')
  })

  it('it should give the insurance all that is its own, in the vault, whoever asks', async () => {
    const { court, token, vault, insurance, requester, stranger } = world
    await world.fund([requester], baseBond)
    const caseId = await openLabel(world)
    await rule(world, caseId, 1)
    await passDeadline(world, caseId)
    await finalize(world, caseId)
    const transaction = await court.write.payInsurance({ account: stranger })
    const args = { account: insurance, to: insurance, amount: 850n, free: 0n }
    assert.deepEqual(await world.eventsOf(transaction), [{ name: 'Withdrawn', args }])
    assert.equal((await vault.read.stakeOf([insurance])).available, 850n)
    assert.equal(await token.read.allowance([court.address, vault.address]), 0n)
    await reverts(court.write.payInsurance(), 'ZeroAmount')
  })
})

/** The requester's permit for a bond, as the arguments that follow amount and deadline. */
async function signPermit(deadline: bigint) {
  const { viem, client, token, court, requester } = world
  const wallet = await viem.getWalletClient(requester)
  const signature = await wallet.signTypedData({
    domain: {
      name: 'Labelproof',
      version: '1',
      chainId: BigInt(await client.getChainId()),
      verifyingContract: token.address,
    },
    types: {
      Permit: [
        { name: 'owner', type: 'address' },
        { name: 'spender', type: 'address' },
        { name: 'value', type: 'uint256' },
        { name: 'nonce', type: 'uint256' },
        { name: 'deadline', type: 'uint256' },
      ],
    },
    primaryType: 'Permit',
    message: {
      owner: requester,
      spender: getAddress(court.address),
      value: baseBond,
      nonce: await token.read.nonces([requester]),
      deadline,
    },
  })
  const { r, s, yParity } = parseSignature(signature)
  return [27 + yParity, r, s] as const
}

describe('permit', () => {
  let deadline: bigint
  const calls = (signature: readonly [number, Hex, Hex]): Hex[] => {
    const { abi } = world.court
    return [
      encodeFunctionData({ abi, functionName: 'permit', args: [baseBond, deadline, ...signature] }),
      encodeFunctionData({
        abi,
        functionName: 'openLabel',
        args: [batchId, 0n, 3, evidence, world.panel, world.labels],
      }),
    ]
  }

  beforeEach(async () => {
    const { token, admin, requester } = world
    await token.write.transfer([requester, baseBond], { account: admin })
    deadline = (await world.now()) + day
  })

  const opener = async () => {
    const { court } = world
    return (await court.read.caseOf([await court.read.caseIdOf([kind.Label, batchId, subjectOfItem(0)])])).opener
  }

  it('it should need no approval', async () => {
    const { court, requester, token } = world
    await court.write.multicall([calls(await signPermit(deadline))], { account: requester })
    assert.equal(await opener(), requester)
    assert.equal(await token.read.allowance([requester, court.address]), 0n)
  })

  it('A26: it should fall back to the allowance', async () => {
    const { court, requester, token, stranger } = world
    const signature = await signPermit(deadline)
    await token.write.permit([requester, court.address, baseBond, deadline, ...signature], { account: stranger })
    await court.write.multicall([calls(signature)], { account: requester })
    assert.equal(await opener(), requester)
  })

  it('it should fail where the allowance is needed', async () => {
    const { court, requester } = world
    await world.nextBlockAt(deadline + 1n)
    const call = court.write.multicall([calls(await signPermit(deadline))], { account: requester })
    await reverts(call, 'ERC20InsufficientAllowance', [getAddress(court.address), 0n, baseBond])
  })
})
