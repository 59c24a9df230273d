import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseSignature, zeroAddress } from 'viem'
import { createGround } from '../support/ground.ts'
import { reverts } from '../support/reverts.ts'

const { viem, client, admin, stranger, requester, now, walletOf } = await createGround()
const label = await viem.deployContract('LabelToken', [stranger, requester])

describe('LabelToken', () => {
  it('it should have its whole supply, 40% of it apart for incentives', async () => {
    assert.equal(await label.read.totalSupply(), 10n ** 27n)
    assert.equal(await label.read.SUPPLY(), 10n ** 27n)
    assert.equal(await label.read.INCENTIVE_ALLOCATION(), 4n * 10n ** 26n)
    assert.equal(await label.read.balanceOf([stranger]), 4n * 10n ** 26n)
    assert.equal(await label.read.balanceOf([requester]), 6n * 10n ** 26n)
  })

  it('it should have no function that creates tokens', () => {
    const names = label.abi.filter((entry) => entry.type === 'function').map((entry) => entry.name)
    assert.deepEqual(
      names.filter((name) => /mint|burn|owner|role/i.test(name)),
      [],
    )
  })

  it('it should refuse to allocate to the same or to the zero address', async () => {
    for (const pair of [
      [zeroAddress, admin],
      [admin, zeroAddress],
      [admin, admin],
    ] as const) {
      await reverts(viem.deployContract('LabelToken', pair), 'InvalidAllocation', pair)
    }
  })

  it('A27: it should give an allowance once and refuse its replay', async () => {
    const deadline = (await now()) + 1000n
    const signature = await walletOf(requester).signTypedData({
      domain: {
        name: 'Labelproof',
        version: '1',
        chainId: await client.getChainId(),
        verifyingContract: label.address,
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
      message: { owner: requester, spender: stranger, value: 5n, nonce: 0n, deadline },
    })
    const { r, s, yParity } = parseSignature(signature)
    const permit = [requester, stranger, 5n, deadline, 27 + yParity, r, s] as const
    await label.write.permit(permit, { account: stranger })
    assert.equal(await label.read.allowance([requester, stranger]), 5n)
    assert.equal(await label.read.nonces([requester]), 1n)
    await assert.rejects(label.write.permit(permit, { account: stranger }), /ERC2612InvalidSigner/)
  })
})
