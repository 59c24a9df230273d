import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { concatHex, encodeFunctionData, getAddress, zeroAddress } from 'viem'
import { createGround, type Ground, idOf } from '../support/ground.ts'
import { reverts } from '../support/reverts.ts'

type Bounds = {
  minWindow: number
  maxWindow: number
  minDisputeWindow: number
  minGoldBps: number
  minNoRevealBps: number
  maxNoRevealBps: number
  maxKeeperFee: number
}

const month = 2_592_000
const bounds: Bounds = {
  minWindow: 60,
  maxWindow: month,
  minDisputeWindow: 0,
  minGoldBps: 1000,
  minNoRevealBps: 2000,
  maxNoRevealBps: 10_000,
  maxKeeperFee: 100,
}

let ground: Ground
let parameters: Awaited<ReturnType<typeof deploy>>

const deploy = (change: Partial<Bounds> = {}, guardian = ground.keeper, owner = ground.timelock.address) =>
  ground.viem.deployContract('ProtocolParameters', [owner, guardian, { ...bounds, ...change }])

beforeEach(async () => {
  ground = await createGround()
  parameters = await deploy()
})

describe('ProtocolParameters.setBounds', () => {
  it('it should refuse bounds by anyone but the owner', async () => {
    for (const account of [ground.admin, ground.keeper]) {
      await reverts(parameters.write.setBounds([bounds], { account }), 'OwnableUnauthorizedAccount', [account])
    }
  })

  it('it should refuse what cannot be kept, in the constructor too', async () => {
    const bad: Partial<Bounds>[] = [
      { minWindow: 0 },
      { minWindow: 61, maxWindow: 60 },
      { maxWindow: month + 1 },
      { minDisputeWindow: month + 1 },
      { minDisputeWindow: 101, maxWindow: 100 },
      { minGoldBps: 10_001 },
      { minNoRevealBps: 5001, maxNoRevealBps: 5000 },
      { maxNoRevealBps: 10_001 },
    ]
    for (const change of bad) {
      await reverts(deploy(change), 'InvalidBounds')
      await reverts(ground.asOwner(parameters, 'setBounds', [{ ...bounds, ...change }]), 'InvalidBounds')
    }
    assert.equal(await parameters.read.version(), 1n)
  })

  it('it should store them under the next version', async () => {
    assert.deepEqual(await parameters.read.bounds(), bounds)
    const next = { ...bounds, minDisputeWindow: 3600, maxKeeperFee: 7 }
    const set = await ground.asOwner(parameters, 'setBounds', [next])
    const { maxNoRevealBps, maxWindow, minDisputeWindow, minGoldBps, minNoRevealBps, minWindow } = next
    assert.deepEqual(await ground.eventsOf(set, parameters), [
      {
        name: 'BoundsSet',
        args: {
          version: 2n,
          minWindow: BigInt(minWindow),
          maxWindow: BigInt(maxWindow),
          minDisputeWindow: BigInt(minDisputeWindow),
          minGoldBps: BigInt(minGoldBps),
          minNoRevealBps: BigInt(minNoRevealBps),
          maxNoRevealBps: BigInt(maxNoRevealBps),
          maxKeeperFee: 7n,
        },
      },
    ])
    assert.deepEqual(await parameters.read.bounds(), next)
    assert.equal(await parameters.read.version(), 2n)
  })

  it('it should take every bound at its limit', async () => {
    assert.equal(await parameters.read.MAX_WINDOW(), BigInt(month))
    const limits = { minWindow: 1, maxWindow: 1, minDisputeWindow: 1, minGoldBps: 0, maxKeeperFee: 65_535 }
    await deploy({ ...limits, minNoRevealBps: 0, maxNoRevealBps: 0 })
    await deploy({ minWindow: month, minDisputeWindow: month, minGoldBps: 10_000, minNoRevealBps: 10_000 })
  })

  it("A69: it should bind only after the timelock's delay", async () => {
    const { viem, admin, keeper, stranger } = ground
    const timelock = await viem.deployContract('ProtocolTimelock', [3600n, [admin], [zeroAddress]])
    const owned = await deploy({}, keeper, timelock.address)
    const message = encodeFunctionData({
      abi: owned.abi,
      functionName: 'setBounds',
      args: [{ ...bounds, minGoldBps: 2000 }],
    })
    const predecessor = `0x${'0'.repeat(64)}` as const
    const proposal = [owned.address, 0n, message, predecessor, idOf('salt')] as const
    const byStranger = timelock.write.schedule([...proposal, 3600n], { account: stranger })
    await reverts(byStranger, 'AccessControlUnauthorizedAccount', [stranger, await timelock.read.PROPOSER_ROLE()])
    await reverts(timelock.write.schedule([...proposal, 3599n]), 'TimelockInsufficientDelay', [3599n, 3600n])
    await timelock.write.schedule([...proposal, 3600n])
    const readyAt = (await ground.now()) + 3600n
    await ground.nextBlockAt(readyAt - 1n)
    await assert.rejects(
      timelock.write.execute([...proposal], { account: stranger }),
      /TimelockUnexpectedOperationState/,
    )
    await ground.nextBlockAt(readyAt)
    await timelock.write.execute([...proposal], { account: stranger })
    assert.equal((await owned.read.bounds()).minGoldBps, 2000)
    assert.equal(await timelock.read.hasRole([predecessor, admin]), false)
  })
})

describe('ProtocolParameters.setGuardian', () => {
  it('it should refuse a guardian by anyone but the owner', async () => {
    const { keeper } = ground
    const set = parameters.write.setGuardian([keeper], { account: keeper })
    await reverts(set, 'OwnableUnauthorizedAccount', [keeper])
  })

  it('A69: it should refuse the zero address, in the constructor too', async () => {
    await reverts(deploy({}, zeroAddress), 'ZeroAddress')
    await reverts(ground.asOwner(parameters, 'setGuardian', [zeroAddress]), 'ZeroAddress')
  })

  it('it should take the pause from the old guardian and give it to the new one', async () => {
    const { keeper, stranger } = ground
    const set = await ground.asOwner(parameters, 'setGuardian', [stranger])
    assert.deepEqual(await ground.eventsOf(set, parameters), [{ name: 'GuardianSet', args: { guardian: stranger } }])
    assert.equal(await parameters.read.guardian(), stranger)
    await reverts(parameters.write.setEntryPaused([true], { account: keeper }), 'NotGuardian', [keeper])
    await parameters.write.setEntryPaused([true], { account: stranger })
  })
})

describe('ProtocolParameters.setEntryPaused', () => {
  it('it should refuse a pause by anyone but the guardian, the owner too', async () => {
    await reverts(parameters.write.setEntryPaused([true]), 'NotGuardian', [ground.admin])
    const { address } = ground.timelock
    await reverts(ground.asOwner(parameters, 'setEntryPaused', [true]), 'NotGuardian', [getAddress(address)])
  })

  it('it should pause and go on', async () => {
    const account = ground.keeper
    assert.equal(await parameters.read.entryPaused(), false)
    for (const paused of [true, false]) {
      const set = await parameters.write.setEntryPaused([paused], { account })
      assert.deepEqual(await ground.eventsOf(set, parameters), [{ name: 'EntryPauseSet', args: { paused } }])
      assert.equal(await parameters.read.entryPaused(), paused)
    }
  })
})

describe('OwnedByContract', () => {
  it('A69: it should refuse an account without code or nobody as owner', async () => {
    const { keeper, stranger } = ground
    await reverts(deploy({}, keeper, stranger), 'OwnerWithoutCode', [stranger])
    await reverts(deploy({}, keeper, zeroAddress), 'OwnableInvalidOwner', [zeroAddress])
    await reverts(ground.asOwner(parameters, 'transferOwnership', [stranger]), 'OwnerWithoutCode', [stranger])
    await reverts(ground.asOwner(parameters, 'transferOwnership', [zeroAddress]), 'OwnableInvalidOwner', [zeroAddress])
  })

  it('A29: it should refuse an account that only delegates to code', async () => {
    const { client, stranger, timelock } = ground
    await ground.setCode(stranger, concatHex(['0xef0100', timelock.address]))
    assert.equal(await client.getCode({ address: stranger }), concatHex(['0xef0100', timelock.address]).toLowerCase())
    await reverts(ground.asOwner(parameters, 'transferOwnership', [stranger]), 'OwnerWithoutCode', [stranger])
  })

  it('A72: it should refuse to be left without an owner', async () => {
    await reverts(ground.asOwner(parameters, 'renounceOwnership', []), 'OwnerWithoutCode', [zeroAddress])
  })

  it('it should hand ownership to it', async () => {
    const next = await ground.viem.deployContract('TimelockStandIn')
    await ground.asOwner(parameters, 'transferOwnership', [next.address])
    assert.equal(await parameters.read.owner(), getAddress(next.address))
  })
})
