import assert from 'node:assert/strict'
import { test } from 'node:test'
import { thin } from '../../api/source/annotators.ts'
import { addressOf, blockAt, createBlock, setAnnotator, TOKEN } from './support/entities.ts'
import { openWorld, seedBatch, seedProject, type World } from './support/world.ts'

type Ranking = {
  annotators: {
    nodes: { address: string; score: number }[]
    pageInfo: { hasNextPage: boolean; endCursor: string | null }
  }
}

const RANKING = `query ($filter: AnnotatorFilter, $first: Int, $after: String, $orderBy: AnnotatorOrder) {
  annotators(filter: $filter, first: $first, after: $after, orderBy: $orderBy) { nodes { address score } pageInfo { hasNextPage endCursor } } }`

async function walk(world: World, variables: { first: number; orderBy?: string; filter?: object }): Promise<string[]> {
  const addresses: string[] = []
  for (let after: string | null = null; ; ) {
    const { annotators }: Ranking = await world.ask<Ranking>(RANKING, { ...variables, after })
    addresses.push(...annotators.nodes.map(({ address }) => address))
    if (!annotators.pageInfo.hasNextPage) return addresses
    after = annotators.pageInfo.endCursor
  }
}

test('the ranking is by score, labels or agreement, and exact for any size of page where many are equal', async (t) => {
  const world = await openWorld(t)
  const at = createBlock(blockAt(1))
  const people = Array.from({ length: 23 }, (_, i) => ({
    name: `worker ${i}`,
    score: 500_000 + (i % 4),
    labels: i % 3,
    agreement: (i % 5) * 200_000,
    // Whoever agreed often by count did not by ratio.
    agreed: 5 - (i % 5),
    compared: 7,
  }))
  for (const { name, ...fields } of people) setAnnotator(at, name, fields)
  world.subgraph.store.transact([at.result()])

  const byRank = (rank: (person: (typeof people)[number]) => number) =>
    people
      .map((person) => ({ rank: rank(person), address: addressOf(person.name) }))
      .sort((a, b) => b.rank - a.rank || (a.address < b.address ? 1 : -1))
      .map(({ address }) => address)
  for (const first of [1, 2, 5, 23, 1000]) {
    assert.deepEqual(
      await walk(world, { first }),
      byRank(({ score }) => score),
    )
    assert.deepEqual(
      await walk(world, { first, orderBy: 'LABELS' }),
      byRank(({ labels }) => labels),
    )
    assert.deepEqual(
      await walk(world, { first, orderBy: 'AGREEMENT' }),
      byRank(({ agreement }) => agreement),
    )
  }
})

test('a filter by the beginning of the address and by labels holds on every page, in every order', async (t) => {
  const world = await openWorld(t)
  const at = createBlock(blockAt(1))
  const people = Array.from({ length: 40 }, (_, i) => ({ name: `worker ${i}`, labels: i % 3, agreement: i % 5 }))
  for (const { name, ...fields } of people) setAnnotator(at, name, fields)
  world.subgraph.store.transact([at.result()])

  const [known] = people
  const digits = addressOf(known?.name ?? '').slice(2)
  const beginnings = [
    '',
    '0x',
    '0x1',
    digits.slice(0, 1),
    digits.slice(0, 3).toUpperCase(),
    digits.slice(1, 4),
    `0x${digits}`,
  ]
  for (const address of beginnings) {
    for (const minLabels of [undefined, -1, 0, 2]) {
      const expected = people
        .filter(
          ({ name, labels }) =>
            labels >= (minLabels ?? 0) && addressOf(name).startsWith(`0x${address.toLowerCase().replace(/^0x/, '')}`),
        )
        .map(({ name, agreement }) => ({ address: addressOf(name), agreement }))
        .sort((a, b) => b.agreement - a.agreement || (a.address < b.address ? 1 : -1))
      const found = await walk(world, { first: 3, orderBy: 'AGREEMENT', filter: { address, minLabels } })
      assert.deepEqual(
        found,
        expected.map((each) => each.address),
        `${address} ${minLabels}`,
      )
    }
  }
})

test('a filter that is no beginning of an address, or no count, is refused by a code', async (t) => {
  const world = await openWorld(t)
  const code = async (filter: object) => (await world.post(RANKING, { filter })).errors?.[0]?.extensions.code
  for (const address of ['ann', '0xg', 'x1', '0x0x', '%', 'a'.repeat(41)]) {
    assert.equal(await code({ address }), 'INVALID_ID', address)
  }
  for (const minLabels of [1.5, 2 ** 31, '2']) assert.equal(await code({ minLabels }), 'BAD_USER_INPUT', `${minLabels}`)
})

test('who was never compared has no agreement, and is ranked as 0', async (t) => {
  const world = await openWorld(t)
  await seedProject(world)
  const { annotators } = await world.ask<{ annotators: unknown }>(
    '{ annotators(orderBy: AGREEMENT) { nodes { address agreement } } }',
  )
  assert.deepEqual(annotators, {
    nodes: [
      { address: addressOf('ann'), agreement: 0.8 },
      { address: addressOf('ben'), agreement: 0.5 },
      { address: addressOf('cat'), agreement: null },
    ],
  })
})

test('a cursor of one order is no cursor of another', async (t) => {
  const world = await openWorld(t)
  await seedProject(world)
  const { annotators } = await world.ask<Ranking>(RANKING, { first: 1 })
  const { errors } = await world.post(RANKING, { orderBy: 'LABELS', after: annotators.pageInfo.endCursor })
  assert.equal(errors?.[0]?.extensions.code, 'INVALID_CURSOR')
})

test('an annotator by address in either case: numbers within 0..1, amounts as strings, times in ISO', async (t) => {
  const world = await openWorld(t)
  const at = createBlock(blockAt(1))
  const id = setAnnotator(at, 'ann', {
    score: 123_456,
    scoreUpper: 1_000_000,
    agreed: 1,
    compared: 4,
    agreement: 250_000,
    available: 123_456_789_012_345_678_901n,
    unbonding: 2n,
    releaseAt: 1_700_000_000n,
  })
  at.set('Earning', {
    id: id + TOKEN.slice(2),
    account: id,
    annotator: id,
    token: TOKEN,
    accrued: 3n,
    paid: 1n,
    claimable: 2n,
  })
  world.subgraph.store.transact([at.result()])
  const query = `query ($address: String!) { annotator(address: $address) {
    address score scoreUpper agreement available unbonding releaseTime
    earnings { token accrued paid claimable } firstSeen { name amount account } } }`
  const { annotator } = await world.ask<{ annotator: unknown }>(query, { address: id.toUpperCase().replace('X', 'x') })
  assert.deepEqual(annotator, {
    address: id,
    score: 0.123456,
    scoreUpper: 1,
    agreement: 0.25,
    available: '123456789012345678901',
    unbonding: '2',
    releaseTime: '2023-11-14T22:13:20Z',
    earnings: [{ token: TOKEN, accrued: '3', paid: '1', claimable: '2' }],
    firstSeen: { name: 'StakeDeposited', amount: '7', account: id },
  })
  assert.deepEqual(await world.ask(query, { address: addressOf('nobody') }), { annotator: null })
  assert.equal((await world.post(query, { address: 'ann' })).errors?.[0]?.extensions.code, 'INVALID_ID')
})

test('the history is in the order of the chain, thinned to its bound with both ends kept', async (t) => {
  const world = await openWorld(t)
  const at = createBlock(blockAt(1))
  const annotator = setAnnotator(at, 'ann')
  const points = 2500
  for (let i = 0; i < points; i++) {
    const event = at.event('AnnotatorScored', { account: annotator })
    const batch = `0x${'00'.repeat(32)}`
    at.set('Score', {
      id: event,
      annotator,
      batch,
      agreed: i,
      compared: i,
      tier: 255,
      qualityBps: 0,
      score: i,
      scoreUpper: i,
      event,
    })
  }
  world.subgraph.store.transact([at.result()])
  const query = `query ($address: String!) { annotator(address: $address) { history { score agreed event { logIndex } } } }`
  type Answer = { annotator: { history: { score: number; agreed: number; event: { logIndex: number } }[] } }
  const { history } = (await world.ask<Answer>(query, { address: annotator })).annotator
  assert.equal(history.length, 1000)
  assert.equal(history.at(0)?.agreed, 0)
  assert.equal(history.at(-1)?.agreed, points - 1)
  assert.equal(history.at(-1)?.score, (points - 1) / 1e6)
  for (const [i, point] of history.entries()) {
    const step = point.event.logIndex - (history[i - 1]?.event.logIndex ?? point.event.logIndex - 2)
    assert.ok(step === 2 || step === 3, `a step of ${step} at ${i}`)
  }
})

test('thinning keeps few points as they are, and never takes one twice', () => {
  assert.deepEqual(thin([1, 2, 3], 3), [1, 2, 3])
  assert.deepEqual(thin([], 2), [])
  for (let length = 1; length < 60; length++) {
    const points = Array.from({ length }, (_, i) => i)
    const thinned = thin(points, 7)
    assert.equal(thinned.length, Math.min(7, length))
    assert.equal(new Set(thinned).size, thinned.length)
    assert.equal(thinned.at(-1), length - 1)
  }
})

test('submissions are paged newest first, with their answers', async (t) => {
  const world = await openWorld(t)
  const project = await seedProject(world)
  for (let number = 1; number <= 5; number++) {
    const answers = { ann: [0, 'abstain', 2], ben: [0, 0, 0], cat: 'missed' } as const
    await seedBatch(world, { number: 10 - number, project, block: number + 1, state: 'Settled', items: 3, answers })
  }
  type Answer = {
    annotator: {
      submissionsPage: {
        nodes: { state: string; labels: (number | null)[]; assigned: { block: number }; batch: { id: string } }[]
        pageInfo: { hasNextPage: boolean; endCursor: string | null }
      }
    }
  }
  const query = `query ($address: String!, $after: String) { annotator(address: $address) {
    submissionsPage(first: 2, after: $after) {
      nodes { state labels assigned { block } batch { id } dataset { title } reward } pageInfo { hasNextPage endCursor } } } }`
  const blocks: number[] = []
  for (let after: string | null = null; ; ) {
    const answer: Answer = await world.ask<Answer>(query, { address: addressOf('ann'), after })
    const { nodes, pageInfo } = answer.annotator.submissionsPage
    blocks.push(...nodes.map(({ assigned }) => assigned.block))
    for (const { labels } of nodes) assert.deepEqual(labels, [0, null, 2])
    if (!pageInfo.hasNextPage) break
    after = pageInfo.endCursor
  }
  assert.deepEqual(blocks, [6, 5, 4, 3, 2])
  const missed = await world.ask<Answer>(query, { address: addressOf('cat') })
  assert.deepEqual(missed.annotator.submissionsPage.nodes[0]?.labels, [])
  const { annotator } = await world.ask<Answer>(query, { address: addressOf('ann') })
  const { errors } = await world.post(query, {
    address: addressOf('ben'),
    after: annotator.submissionsPage.pageInfo.endCursor,
  })
  assert.equal(errors?.[0]?.extensions.code, 'INVALID_CURSOR')
})

test('an annotator has its standings, and its slashes newest first', async (t) => {
  const world = await openWorld(t)
  const project = await seedProject(world)
  const answers = { ann: [0, 1], ben: [0, 1], cat: [0, 2] } as const
  const batch = await seedBatch(world, { number: 1, project, block: 2, state: 'Settled', items: 2, answers })
  const annotator = addressOf('ann')
  const at = createBlock(blockAt(3))
  const scored = at.event('AnnotatorScored', { project, batch, account: annotator })
  const standing = { batches: 3, goldRight: 7, goldTotal: 9, qualityBps: 6543, tier: 1 }
  at.set('Standing', { id: project + annotator.slice(2), project, annotator, scored, ...standing })
  for (const reason of ['GoldFail', 'NoReveal']) {
    const opened = at.event('SlashOpened', { project, batch, account: annotator })
    const parties = { requester: addressOf('requester'), reporter: null, token: TOKEN, evidence: batch }
    const held = { fromPending: 5n, fromStake: 6n, deadline: 1_700_000_000n }
    const id = `0x${(reason === 'GoldFail' ? 'ff' : '11').repeat(32)}`
    at.set('Slash', { id, project, batch, annotator, reason, state: 'Open', opened, ...parties, ...held })
  }
  world.subgraph.store.transact([at.result()])
  const query = `query ($address: String!) { annotator(address: $address) {
    standings { batches goldRight goldTotal quality tier dataset { id } scored { name } }
    slashHistory { reason state fromPending fromStake reporter deadline batch { id } opened { name } closed { name } } } }`
  const { annotator: answer } = await world.ask<{ annotator: unknown }>(query, { address: annotator })
  const slash = (reason: string) => ({
    reason,
    state: 'Open',
    fromPending: '5',
    fromStake: '6',
    reporter: null,
    deadline: '2023-11-14T22:13:20Z',
    batch: { id: batch },
    opened: { name: 'SlashOpened' },
    closed: null,
  })
  assert.deepEqual(answer, {
    standings: [
      {
        batches: 3,
        goldRight: 7,
        goldTotal: 9,
        quality: 0.6543,
        tier: 1,
        dataset: { id: project },
        scored: { name: 'AnnotatorScored' },
      },
    ],
    slashHistory: [slash('NoReveal'), slash('GoldFail')],
  })
})
