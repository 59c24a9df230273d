import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cidOf, hashOf } from '../../api/content.ts'
import { addressOf, batchId, blockAt, createBlock, projectId, setProject, TOKEN } from './support/entities.ts'
import { GUIDELINE, openWorld, seedProject, seedSettledBatch } from './support/world.ts'

test('datasets come newest first', async (t) => {
  const world = await openWorld(t)
  for (let number = 1; number <= 4; number++) {
    const at = createBlock(blockAt(number))
    setProject(at, `project ${number}`, { classes: 3, guideline: GUIDELINE })
    world.subgraph.store.transact([at.result()])
  }
  const { datasets } = await world.ask<{ datasets: { id: string }[] }>('{ datasets { id } }')
  assert.deepEqual(
    datasets.map(({ id }) => id),
    [4, 3, 2, 1].map((number) => projectId(`project ${number}`)),
  )
})

test('a dataset says its rules and money, amounts as strings', async (t) => {
  const world = await openWorld(t)
  const project = await seedProject(world)
  const { dataset } = await world.ask<{ dataset: unknown }>(
    `query ($id: ID!) { dataset(id: $id) { id title instructions classes classCount requester token rewardPerLabel funded
      guideline { hash cid state } created { name block transaction account time } } }`,
    { id: project },
  )
  assert.deepEqual(dataset, {
    id: project,
    title: 'Animals',
    instructions: 'Label for Animals.',
    classes: ['cat', 'dog', 'bird'],
    classCount: 3,
    requester: addressOf('requester of animals'),
    token: TOKEN,
    rewardPerLabel: '1000000000000000000',
    funded: '123456789012345678901',
    guideline: { hash: hashOf(GUIDELINE), cid: cidOf(hashOf(GUIDELINE)), state: 'Verified' },
    created: {
      name: 'ProjectCreated',
      block: 1,
      transaction: (dataset as { created: { transaction: string } }).created.transaction,
      account: addressOf('requester of animals'),
      time: '2023-11-14T22:13:32Z',
    },
  })
})

test('a dataset that is not there, or was not yet, is null', async (t) => {
  const world = await openWorld(t)
  const early = createBlock(blockAt(1))
  early.event('StakeDeposited')
  world.subgraph.store.transact([early.result()])
  const at = createBlock(blockAt(2))
  const project = setProject(at, 'animals', { classes: 3, guideline: GUIDELINE })
  world.subgraph.store.transact([at.result()])
  const query = 'query ($id: ID!, $block: BlockInput) { dataset(id: $id, block: $block) { id } }'
  assert.deepEqual(await world.ask(query, { id: projectId('other') }), { dataset: null })
  assert.deepEqual(await world.ask(query, { id: project, block: { number: 1 } }), { dataset: null })
  assert.deepEqual(await world.ask(query, { id: project, block: { number: 2 } }), { dataset: { id: project } })
})

test('events come newest first, paged exactly and filtered', async (t) => {
  const world = await openWorld(t)
  const project = await seedProject(world)
  const batch = await seedSettledBatch(world, { number: 1, project, items: 2, block: 2 })
  await seedSettledBatch(world, { number: 2, project, items: 2, block: 3 })
  type Answer = {
    events: {
      nodes: { id: string; block: number; logIndex: number; name: string; dataset: string | null }[]
      pageInfo: { hasNextPage: boolean; endCursor: string | null }
    }
  }
  const query = `query ($first: Int, $after: String, $filter: EventFilter) { events(first: $first, after: $after, filter: $filter) {
    nodes { id block logIndex name dataset } pageInfo { hasNextPage endCursor } } }`
  const whole = (await world.ask<Answer>(query, { first: 1000 })).events
  const placed = whole.nodes.map(({ block, logIndex }) => block * 1000 + logIndex)
  assert.deepEqual(
    placed,
    [...placed].sort((a, b) => b - a),
  )
  assert.equal(whole.nodes.length, 4 + 17 + 17)
  const walked: string[] = []
  for (let after: string | null = null; ; ) {
    const { events }: Answer = await world.ask<Answer>(query, { first: 5, after })
    walked.push(...events.nodes.map(({ id }) => id))
    if (!events.pageInfo.hasNextPage) break
    after = events.pageInfo.endCursor
  }
  assert.deepEqual(
    walked,
    whole.nodes.map(({ id }) => id),
  )
  const countOf = async (filter: object) =>
    (await world.ask<Answer>(query, { first: 1000, filter })).events.nodes.length
  assert.equal(await countOf({ batch }), 17)
  assert.equal(await countOf({ dataset: project }), 35)
  assert.equal(await countOf({ name: ['BatchTallied', 'BatchSettled'] }), 4)
  assert.equal(await countOf({ name: ['BatchTallied'], batch }), 1)
  assert.equal(await countOf({ account: addressOf('ann') }), 1 + 2 * 4)
  assert.equal(await countOf({ batch: batchId(77) }), 0)
})

test('the status says what the API stands on; before the first event all counts are zero', async (t) => {
  const world = await openWorld(t)
  const at = createBlock(blockAt(1))
  world.subgraph.store.transact([at.result()])
  const query = '{ status { block { number hash time } hasIndexingErrors chainId projects labels verified } }'
  const zero = await world.ask<{ status: Record<string, unknown> }>(query)
  assert.deepEqual(zero.status, {
    block: { number: 1, hash: blockAt(1).hash, time: '2023-11-14T22:13:32Z' },
    hasIndexingErrors: false,
    chainId: 31337,
    projects: 0,
    labels: 0,
    verified: 0,
  })
  const next = createBlock(blockAt(2))
  const counts = {
    projects: 1,
    batches: 2,
    settled: 3,
    labels: 4,
    verified: 5,
    noConsensus: 6,
    overturned: 7,
    disputes: 8,
    slashes: 9,
    annotators: 10,
    submissions: 11,
  }
  next.set('Protocol', { id: '0x00', ...counts })
  world.subgraph.store.transact([next.result()])
  const { status } = await world.ask<{ status: Record<string, unknown> }>(
    `{ status { ${Object.keys(counts).join(' ')} } }`,
  )
  assert.deepEqual(status, counts)
})
