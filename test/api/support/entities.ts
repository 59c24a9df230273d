import { createHash } from 'node:crypto'
import { hashOf } from '../../../api/content.ts'
import type { BlockHeader, BlockResult, Entity, EntityChange } from '../../../engine/types.ts'

/** What a seat answers to each item: a class, `'abstain'`; or the seat never reveals. */
export type Answers = readonly (number | 'abstain')[] | 'missed'

export type BatchState = 'Committing' | 'Tallied' | 'Settled' | 'Void'

const hex = (text: string, bytes: number) =>
  `0x${createHash('sha512')
    .update(text)
    .digest('hex')
    .slice(0, bytes * 2)}`

export const projectId = (name: string) => hex(`project ${name}`, 32)
export const addressOf = (name: string) => hex(`address ${name}`, 20)
export const TOKEN = addressOf('token')

/** Ids of batches sort as their numbers do, so that tests can say what order to expect. */
export const batchId = (number: number) => `0x${number.toString(16).padStart(8, '0')}${'b'.repeat(56)}`
export const labelId = (batch: string, index: number) => batch + index.toString(16).padStart(4, '0')

/** `fork` makes other blocks of the same number: what a reorg brings. */
export function blockAt(number: number, fork = ''): BlockHeader {
  const hash = (at: number) => hex(`block ${at} ${fork}`, 32)
  return { number, hash: hash(number), parentHash: hash(number - 1), timestamp: 1_700_000_000 + number * 12 }
}

/** Collects what one block does, events numbered in the order of their making. */
export function createBlock(block: BlockHeader) {
  const changes: EntityChange[] = []
  let logIndex = 0
  const set = (type: string, entity: Entity & { readonly id: string }) => {
    changes.push({ type, id: entity.id, entity })
    return entity.id
  }
  const event = (name: string, about: { project?: string; batch?: string; account?: string; amount?: bigint } = {}) => {
    const transaction = hex(`transaction ${block.hash} ${logIndex}`, 32)
    const id = transaction + logIndex.toString(16).padStart(8, '0')
    set('Event', {
      id,
      name,
      address: addressOf('market'),
      block: BigInt(block.number),
      blockHash: block.hash,
      timestamp: BigInt(block.timestamp),
      transaction,
      logIndex,
      order: (BigInt(block.number) << 24n) + BigInt(logIndex),
      args: JSON.stringify({ name }),
      ...about,
    })
    logIndex += 1
    return id
  }
  return { block, set, event, result: (): BlockResult => ({ block, changes }) }
}

export type Block = ReturnType<typeof createBlock>

export function setProject(at: Block, name: string, options: { classes: number; guideline: Uint8Array }): string {
  const id = projectId(name)
  const requester = addressOf(`requester of ${name}`)
  return at.set('Project', {
    id,
    requester,
    token: TOKEN,
    rewardPerLabel: 1_000_000_000_000_000_000n,
    stakePerSeat: 5n,
    classes: options.classes,
    scale: 'Categorical',
    tolerance: 0,
    escalation: 'None',
    commitWindow: 60n,
    revealWindow: 60n,
    goldWindow: 60n,
    disputeWindow: 30n,
    tierFrom: [6000, 8000, 9000, 9700],
    tierPays: [0, 5000, 8000, 10_000, 10_000],
    probationPays: 8000,
    probationAnswers: 30,
    goldBps: 1000,
    maxDisagreementBps: 0,
    noRevealBps: 2000,
    goldBond: 20,
    keeperFee: 1,
    guidelineHash: hashOf(options.guideline),
    guidelineVersion: 1,
    funded: 123_456_789_012_345_678_901n,
    free: 1n,
    reserved: 2n,
    paid: 3n,
    fees: 5n,
    refunded: 4n,
    batchCount: 0,
    labelCount: 0,
    verifiedCount: 0,
    noConsensusCount: 0,
    overturnedCount: 0,
    created: at.event('ProjectCreated', { project: id, account: requester }),
  })
}

export function setAnnotator(at: Block, name: string, fields: Partial<Entity> = {}): string {
  const id = addressOf(name)
  const seen = at.event('StakeDeposited', { account: id, amount: 7n })
  return at.set('Annotator', {
    id,
    assigned: 0,
    submissions: 0,
    absent: 0,
    missed: 0,
    labels: 0,
    agreed: 0,
    compared: 0,
    agreement: 0,
    score: 0,
    scoreUpper: 1_000_000,
    goldRight: 0,
    goldTotal: 0,
    slashes: 0,
    slashed: 0n,
    available: 7n,
    locked: 0n,
    unbonding: 0n,
    releaseAt: 0n,
    firstSeen: seen,
    lastSeen: seen,
    ...(fields as Entity),
  })
}

/** A batch in any state, with labels, submissions and events as the contracts would have brought them about. */
export function setBatch(
  at: Block,
  options: {
    number: number
    project: string
    classes: number
    manifest: Uint8Array
    guideline: Uint8Array
    items: number
    state: BatchState
    /** By annotator's name. */
    answers: Readonly<Record<string, Answers>>
  },
): string {
  const { project, classes, items, state, answers } = options
  const id = batchId(options.number)
  const about = { project, batch: id }
  const seats = Object.keys(answers).length
  const agreement = Math.floor(seats / 2) + 1
  const isTallied = state === 'Tallied' || state === 'Settled'
  const created = at.event('BatchCreated', about)
  const assigned = at.event('Assigned', about)
  const isRevealed = (name: string) => state !== 'Committing' && answers[name] !== 'missed'
  const names = Object.keys(answers).sort((a, b) => (addressOf(a) < addressOf(b) ? -1 : 1))
  const committed = names.map((name) => at.event('Committed', { ...about, account: addressOf(name) }))
  const revealOpened = isTallied ? at.event('RevealOpened', about) : null
  const revealed = names.map((name) =>
    isRevealed(name) ? at.event('Revealed', { ...about, account: addressOf(name) }) : null,
  )
  const tallied = isTallied ? at.event('BatchTallied', about) : null
  const scored = names.map((name) =>
    isTallied && isRevealed(name) ? at.event('AnnotatorScored', { ...about, account: addressOf(name) }) : null,
  )
  const rewarded = names.map((name) =>
    state === 'Settled' && isRevealed(name)
      ? at.event('RewardAccrued', { ...about, account: addressOf(name), amount: 10n })
      : null,
  )
  const closed =
    state === 'Settled' ? at.event('BatchSettled', about) : state === 'Void' ? at.event('BatchVoided', about) : null

  at.set('Batch', {
    id,
    project,
    state,
    items,
    seats,
    agreement,
    manifestHash: hashOf(options.manifest),
    guidelineHash: hashOf(options.guideline),
    guidelineVersion: 1,
    goldForfeited: false,
    drawn: false,
    attempts: 0,
    disputes: 0,
    deadline: closed ? null : BigInt(at.block.timestamp + 60),
    committed: seats,
    revealed: names.filter(isRevealed).length,
    reserved: 0n,
    fees: 0n,
    paid: closed && 30n,
    refunded: closed && 0n,
    created,
    assigned,
    revealOpened,
    tallied,
    closed,
  })
  names.forEach((name, seat) => {
    at.set('Submission', {
      id: id + addressOf(name).slice(2),
      project,
      batch: id,
      annotator: addressOf(name),
      state: state === 'Committing' ? 'Committed' : isRevealed(name) ? 'Revealed' : 'Missed',
      labels: isRevealed(name) ? toBytes(answers[name] ?? 'missed') : null,
      reward: rewarded[seat] ? 10n : null,
      assigned,
      committed: committed[seat] ?? null,
      revealed: revealed[seat] ?? null,
      scored: scored[seat] ?? null,
      rewarded: rewarded[seat] ?? null,
    })
  })
  for (let index = 0; index < items; index++) {
    const tally = new Array<number>(classes).fill(0)
    for (const name of names) {
      const answer = isRevealed(name) ? answers[name]?.[index] : undefined
      if (typeof answer === 'number') tally[answer] = (tally[answer] ?? 0) + 1
    }
    const value = tally.findIndex((votes) => votes >= agreement)
    at.set('Label', {
      id: labelId(id, index),
      project,
      batch: id,
      index,
      status: isTallied ? (value < 0 ? 'NoConsensus' : 'Verified') : state === 'Void' ? 'Void' : 'Pending',
      value: isTallied && value >= 0 ? value : null,
      tallied: isTallied && value >= 0 ? value : null,
      votes: isTallied && value >= 0 ? (tally[value] ?? 0) : 0,
      gold: false,
      tally: isTallied ? tally : [],
      settled: state === 'Settled',
    })
  }
  return id
}

function toBytes(answers: Answers): string | null {
  if (answers === 'missed') return null
  return `0x${Buffer.from(answers.map((answer) => (answer === 'abstain' ? 0xfe : answer))).toString('hex')}`
}

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))

export const guidelineOf = (title: string, classes: readonly string[]) =>
  encode({ title, instructions: `Label for ${title}.`, classes })

export const manifestOf = (name: string, items: number) =>
  encode({
    items: Array.from({ length: items }, (_, i) => ({ id: `${name}-${i}`, fields: { text: `Text ${i} of ${name}` } })),
  })
