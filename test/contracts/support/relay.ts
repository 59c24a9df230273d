/** What a relayer does with the commitments and labels that annotators handed it. */
import { type Address, encodeFunctionData, type Hex } from 'viem'
import { type Answers, type Labels, labelBytes, noGold, noPayload, type Running, saltOf } from './scenario.ts'
import type { World } from './world.ts'

/** Far beyond every test: year 2286. */
export const distantDeadline = 9_999_999_999n

/** What an annotator signs for a relayer. */
export type RelayedCommit = { batchId: Hex; annotator: Address; commitment: Hex; deadline: bigint }

/** The lists of `commitFor`. */
export type CommitEntry = RelayedCommit & { signature: Hex }

/** The lists of `revealFor` and `revealAndTally`. */
export type RevealEntry = { annotator: Address; labels: Hex; payloadRoot: Hex; salt: Hex }

const types = {
  RelayedCommit: [
    { name: 'batchId', type: 'bytes32' },
    { name: 'annotator', type: 'address' },
    { name: 'commitment', type: 'bytes32' },
    { name: 'deadline', type: 'uint256' },
  ],
} as const

/** The typed data (EIP-712) that an annotator signs, of the world's market unless the domain says another. */
export async function typedCommit(
  world: World,
  message: RelayedCommit,
  domain: { chainId?: number; verifyingContract?: Address; name?: string; version?: string } = {},
) {
  const here = { chainId: await world.client.getChainId(), verifyingContract: world.market.address }
  return {
    domain: { name: 'LabelMarket', version: '1', ...here, ...domain },
    types,
    primaryType: 'RelayedCommit' as const,
    message,
  }
}

/** Signed by the annotator's own key. */
export async function signCommit(
  world: World,
  message: RelayedCommit,
  domain?: Parameters<typeof typedCommit>[2],
): Promise<CommitEntry> {
  const typed = await typedCommit(world, message, domain)
  return { ...message, signature: await world.walletOf(message.annotator).signTypedData(typed) }
}

/** The signed commitment of an annotator to its labels. */
export async function entryOf(
  world: World,
  batchId: Hex,
  annotator: Address,
  labels: Labels,
  deadline = distantDeadline,
): Promise<CommitEntry> {
  const opening = [batchId, annotator, labelBytes(labels), noPayload, saltOf(batchId, annotator)] as const
  const commitment = await world.market.read.commitmentOf(opening)
  return signCommit(world, { batchId, annotator, commitment, deadline })
}

/** The opened commitment of an annotator to its labels. */
export const openingOf = (batchId: Hex, annotator: Address, labels: Labels): RevealEntry => ({
  annotator,
  labels: labelBytes(labels),
  payloadRoot: noPayload,
  salt: saltOf(batchId, annotator),
})

export const commitArgs = (batchId: Hex, entries: readonly CommitEntry[]) =>
  [
    batchId,
    entries.map((entry) => entry.annotator),
    entries.map((entry) => entry.commitment),
    entries.map((entry) => entry.deadline),
    entries.map((entry) => entry.signature),
  ] as const

export const revealArgs = (batchId: Hex, entries: readonly RevealEntry[]) =>
  [
    batchId,
    entries.map((entry) => entry.annotator),
    entries.map((entry) => entry.labels),
    entries.map((entry) => entry.payloadRoot),
    entries.map((entry) => entry.salt),
  ] as const

/** The stranger brings the commitments of every seat with an answer, in one call. */
export async function relayCommits(world: World, running: Running, answers: Answers): Promise<Hex> {
  return world.market.write.commitFor(await signedCommits(world, running, answers), { account: world.stranger })
}

/** The calldata of `relayCommits`. */
export async function commitCall(world: World, running: Running, answers: Answers): Promise<Hex> {
  const args = await signedCommits(world, running, answers)
  return encodeFunctionData({ abi: world.market.abi, functionName: 'commitFor', args })
}

async function signedCommits(world: World, running: Running, answers: Answers) {
  const entries: CommitEntry[] = []
  for (const [annotator, labels] of answered(running, answers)) {
    entries.push(await entryOf(world, running.batchId, annotator, labels))
  }
  return commitArgs(running.batchId, entries)
}

/** The stranger brings the labels of every seat with an answer, in one call. */
export function relayReveals(world: World, running: Running, answers: Answers): Promise<Hex> {
  return world.market.write.revealFor(openingsOf(running, answers), { account: world.stranger })
}

/** The stranger brings the labels of the whole panel and has them tallied, in one call. */
export function relayAndTally(world: World, running: Running, answers: Answers): Promise<Hex> {
  return world.market.write.revealAndTally([...openingsOf(running, answers), running.opening ?? noGold], {
    account: world.stranger,
  })
}

/** The calldata of `relayAndTally`. */
export function tallyCall(world: World, running: Running, answers: Answers): Hex {
  const args = [...openingsOf(running, answers), running.opening ?? noGold] as const
  return encodeFunctionData({ abi: world.market.abi, functionName: 'revealAndTally', args })
}

const openingsOf = (running: Running, answers: Answers) =>
  revealArgs(
    running.batchId,
    answered(running, answers).map(([annotator, labels]) => openingOf(running.batchId, annotator, labels)),
  )

const answered = ({ panel }: Running, answers: Answers): [Address, Labels][] =>
  panel.flatMap((annotator, seat) => {
    const labels = answers[seat]
    return labels === undefined ? [] : [[annotator, labels] as [Address, Labels]]
  })
