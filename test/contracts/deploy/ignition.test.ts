import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import hre from 'hardhat'
import { getAddress, zeroAddress } from 'viem'

describe('the Ignition module', () => {
  it('it should deploy and wire the protocol as the plan says, with a funded incentive pool', async () => {
    const connection = await hre.network.create()
    const [deployer, other] = await connection.viem.getWalletClients()
    assert.ok(deployer && other)
    const account = getAddress(other.account.address)
    // The ids of the court's pools follow from the issuer when the module is loaded.
    process.env.LABELPROOF_SKILL_ISSUER = account
    const { default: module } = await import('../../../ignition/modules/Labelproof.ts')
    const parties = { proposers: [account], executors: [zeroAddress], guardian: account, operations: account }
    const deployed = (await connection.ignition.deploy(module, { parameters: { Labelproof: parties } })) as Record<
      string,
      { address: `0x${string}` }
    >
    const at = (name: string) => getAddress(deployed[name]?.address ?? zeroAddress)
    const market = await connection.viem.getContractAt('LabelMarket', at('LabelMarket'))
    const pool = await connection.viem.getContractAt('IncentivePool', at('IncentivePool'))
    const court = await connection.viem.getContractAt('DisputeCourt', at('DisputeCourt'))
    assert.equal(getAddress(await market.read.slasher()), at('Slasher'))
    assert.equal(getAddress(await market.read.court()), at('DisputeCourt'))
    assert.equal(getAddress(await market.read.pool()), at('DrawPool'))
    assert.equal(await pool.read.isFunded(), true)
    const { skills, market: judged } = await court.read.setup()
    assert.deepEqual([getAddress(skills), getAddress(judged)], [at('SkillRegistry'), at('LabelMarket')])
  })
})
