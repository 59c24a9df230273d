import assert from 'node:assert/strict'
import { test } from 'node:test'
import { zeroAddress } from 'viem'
import { reverts } from './support/reverts.ts'
import { createWorld } from './support/world.ts'

const world = await createWorld()
const { viem, label, admin, stranger, requester } = world

test('the whole supply exists from construction on, 40% of it apart for incentives', async () => {
  const token = await viem.deployContract('LabelToken', [stranger, requester])
  assert.equal(await token.read.totalSupply(), 10n ** 27n)
  assert.equal(await token.read.SUPPLY(), 10n ** 27n)
  assert.equal(await token.read.INCENTIVE_ALLOCATION(), 4n * 10n ** 26n)
  assert.equal(await token.read.balanceOf([stranger]), 4n * 10n ** 26n)
  assert.equal(await token.read.balanceOf([requester]), 6n * 10n ** 26n)
})

test('nobody can mint: the ABI has no function that creates tokens', () => {
  const names = label.abi.filter((entry) => entry.type === 'function').map((entry) => entry.name)
  assert.deepEqual(
    names.filter((name) => /mint|burn|owner|role/i.test(name)),
    [],
  )
})

test('an allocation to the same or to the zero address is refused', async () => {
  for (const [incentives, operations] of [
    [zeroAddress, admin],
    [admin, zeroAddress],
    [admin, admin],
  ] as const) {
    await reverts(viem.deployContract('LabelToken', [incentives, operations]), 'InvalidAllocation', [
      incentives,
      operations,
    ])
  }
})

test('a permit gives an allowance once and its replay is refused', async () => {
  const wallet = await viem.getWalletClient(admin)
  const deadline = (await world.now()) + 1000n
  const signature = await wallet.signTypedData({
    domain: {
      name: 'Labelproof',
      version: '1',
      chainId: await world.client.getChainId(),
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
    message: { owner: admin, spender: stranger, value: 5n, nonce: 0n, deadline },
  })
  const permit = [
    admin,
    stranger,
    5n,
    deadline,
    Number(`0x${signature.slice(130)}`),
    `0x${signature.slice(2, 66)}`,
    `0x${signature.slice(66, 130)}`,
  ] as const
  await label.write.permit(permit, { account: stranger })
  assert.equal(await label.read.allowance([admin, stranger]), 5n)
  assert.equal(await label.read.nonces([admin]), 1n)
  const replay = label.write.permit(permit, { account: stranger })
  await assert.rejects(replay, /ERC2612InvalidSigner/)
})
