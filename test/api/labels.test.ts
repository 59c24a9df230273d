import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOf, blockAt, labelId, projectId } from './support/entities.ts'
import { openWorld, seedBatch, seedProject, seedSettledBatch, type World } from './support/world.ts'

type LabelPage = {
  labels: {
    block: { number: number; hash: string; time: string }
    nodes: { id: string; status: string; settled: boolean }[]
    edges: { cursor: string; node: { id: string } }[]
    pageInfo: { hasNextPage: boolean; endCursor: string | null }
  }
}

const PAGE = `query Page($filter: LabelFilter, $first: Int, $after: String, $block: BlockInput) {
  labels(filter: $filter, first: $first, after: $after, block: $block) {
    block { number hash time }
    nodes { id status settled }
    edges { cursor node { id } }
    pageInfo { hasNextPage endCursor }
  }
}`

const labelsOf = async (world: World, variables: Record<string, unknown> = {}) =>
  (await world.ask<LabelPage>(PAGE, variables)).labels

/** A batch in every state that a label can come from. */
async function seedStates(world: World): Promise<Record<'settled' | 'tallied' | 'void' | 'committing', string>> {
  const project = await seedProject(world)
  const split = { ann: [0, 0], ben: [0, 1], cat: [0, 2] }
  const about = { project, items: 2 }
  return {
    settled: await seedBatch(world, { ...about, number: 1, block: 2, state: 'Settled', answers: split }),
    tallied: await seedBatch(world, { ...about, number: 2, block: 3, state: 'Tallied', answers: split }),
    void: await seedBatch(world, {
      ...about,
      number: 3,
      block: 4,
      state: 'Void',
      answers: { ...split, cat: 'missed' },
    }),
    committing: await seedBatch(world, { ...about, number: 4, block: 5, state: 'Committing', answers: split }),
  }
}

test('without a filter only verified labels of settled batches are served', async (t) => {
  const world = await openWorld(t)
  const { settled } = await seedStates(world)
  const { nodes, block } = await labelsOf(world)
  assert.deepEqual(nodes, [{ id: labelId(settled, 0), status: 'Verified', settled: true }])
  assert.deepEqual(block, { number: 5, hash: blockAt(5).hash, time: '2023-11-14T22:14:20Z' })
})

test('an empty filter, and one with nulls, is no filter', async (t) => {
  const world = await openWorld(t)
  const { settled } = await seedStates(world)
  for (const filter of [
    {},
    { status: null, settled: null, dataset: null, batch: null, value: null, annotator: null },
  ]) {
    const { nodes } = await labelsOf(world, { filter })
    assert.deepEqual(
      nodes.map(({ id }) => id),
      [labelId(settled, 0)],
    )
  }
})

test('labels that are not final come when asked for by status', async (t) => {
  const world = await openWorld(t)
  const { settled, tallied, void: voided, committing } = await seedStates(world)
  const idsOf = async (filter: object) => (await labelsOf(world, { filter })).nodes.map(({ id }) => id)
  assert.deepEqual(await idsOf({ status: ['Verified'] }), [labelId(settled, 0), labelId(tallied, 0)])
  assert.deepEqual(await idsOf({ status: ['Verified'], settled: false }), [labelId(tallied, 0)])
  assert.deepEqual(await idsOf({ status: ['NoConsensus'] }), [labelId(settled, 1), labelId(tallied, 1)])
  assert.deepEqual(await idsOf({ status: ['Pending', 'Void'] }), [
    labelId(voided, 0),
    labelId(voided, 1),
    labelId(committing, 0),
    labelId(committing, 1),
  ])
  assert.deepEqual(await idsOf({ status: [] }), [])
})

test('labels are filtered by dataset, batch and value, ids in either case', async (t) => {
  const world = await openWorld(t)
  const project = await seedProject(world)
  const first = await seedSettledBatch(world, { number: 1, project, items: 4, block: 2 })
  const second = await seedSettledBatch(world, { number: 2, project, items: 4, block: 3 })
  const idsOf = async (filter: object) => (await labelsOf(world, { filter })).nodes.map(({ id }) => id)
  assert.deepEqual(
    await idsOf({ batch: second.toUpperCase().replace('X', 'x') }),
    [0, 1, 2, 3].map((i) => labelId(second, i)),
  )
  assert.deepEqual(await idsOf({ value: 0 }), [
    labelId(first, 0),
    labelId(first, 3),
    labelId(second, 0),
    labelId(second, 3),
  ])
  assert.equal((await idsOf({ dataset: project })).length, 8)
  assert.deepEqual(await idsOf({ dataset: projectId('other') }), [])
})

async function walk(world: World, variables: { first: number; filter?: object }, between?: () => Promise<unknown>) {
  const ids: string[] = []
  const blocks = new Set<string>()
  let pages = 0
  for (let after: string | null = null; ; ) {
    const page: LabelPage['labels'] = await labelsOf(world, { ...variables, after })
    ids.push(...page.nodes.map(({ id }) => id))
    blocks.add(page.block.hash)
    pages += 1
    assert.ok(page.nodes.length <= variables.first)
    if (!page.pageInfo.hasNextPage) return { ids, blocks: [...blocks], pages }
    after = page.pageInfo.endCursor
    await between?.()
  }
}

test('a walk is exact for any size of page, and its last page says so', async (t) => {
  const world = await openWorld(t)
  const project = await seedProject(world)
  const expected: string[] = []
  for (let number = 1; number <= 3; number++) {
    const batch = await seedSettledBatch(world, { number, project, items: 7, block: number + 1 })
    expected.push(...[0, 1, 2, 3, 4, 5, 6].map((i) => labelId(batch, i)))
  }
  for (const [first, pages] of [
    [1, 21],
    [7, 3],
    [20, 2],
    [21, 1],
    [1000, 1],
  ] as const) {
    const walked = await walk(world, { first })
    assert.deepEqual(walked.ids, expected)
    assert.equal(walked.pages, pages)
  }
})

test('a walk stays at its block while new blocks bring labels before and behind it', async (t) => {
  const world = await openWorld(t)
  const project = await seedProject(world)
  const batch = await seedSettledBatch(world, { number: 1000, project, items: 9, block: 2 })
  let block = 2
  const walked = await walk(world, { first: 2 }, async () => {
    block += 1
    await seedSettledBatch(world, { number: 1000 + (block % 2 === 0 ? block : -block), project, items: 3, block })
  })
  assert.deepEqual(
    walked.ids,
    Array.from({ length: 9 }, (_, i) => labelId(batch, i)),
  )
  assert.deepEqual(walked.blocks, [blockAt(2).hash])
  assert.equal((await walk(world, { first: 100 })).ids.length, 9 + 3 * (block - 2))
})

test('a cursor of a block that left the chain says so', async (t) => {
  const world = await openWorld(t)
  const project = await seedProject(world)
  await seedSettledBatch(world, { number: 1, project, items: 3, block: 2 })
  const { pageInfo } = await labelsOf(world, { first: 2 })
  world.subgraph.store.revert({ number: 1, hash: blockAt(1).hash })
  await seedSettledBatch(world, { number: 1, project, items: 3, block: 2, fork: 'other' })
  const { errors, data } = await world.post(PAGE, { first: 2, after: pageInfo.endCursor })
  assert.equal(errors?.[0]?.extensions.code, 'BLOCK_ORPHANED')
  assert.equal(data, null)
  assert.equal((await labelsOf(world, { first: 2 })).nodes.length, 2)
})

test('a page is read at an earlier block by number or hash', async (t) => {
  const world = await openWorld(t)
  const project = await seedProject(world)
  await seedSettledBatch(world, { number: 1, project, items: 2, block: 2 })
  await seedSettledBatch(world, { number: 2, project, items: 2, block: 9 })
  // Block 5 is not the subgraph's: block 2 is the last one before it in which anything happened.
  for (const block of [{ number: 5 }, { number: 2 }, { hash: blockAt(2).hash }]) {
    const page = await labelsOf(world, { block })
    assert.equal(page.nodes.length, 2)
    assert.equal(page.block.number, 2)
    assert.equal(page.block.hash, blockAt(2).hash)
  }
  const { pageInfo } = await labelsOf(world, { block: { number: 5 }, first: 1 })
  const next = await labelsOf(world, { block: { number: 5 }, first: 1, after: pageInfo.endCursor })
  assert.equal(next.block.number, 2)
  const code = async (block: object, after?: string | null) =>
    (await world.post(PAGE, { block, after })).errors?.[0]?.extensions.code
  assert.equal(await code({ number: 10 }), 'BLOCK_NOT_INDEXED')
  assert.equal(await code({ number: 0 }), 'BLOCK_NOT_INDEXED')
  assert.equal(await code({ hash: blockAt(2, 'other').hash }), 'BLOCK_ORPHANED')
  assert.equal(await code({ hash: blockAt(9).hash }, pageInfo.endCursor), 'INVALID_BLOCK')
})

test('only items that an address answered, across batches and pages', async (t) => {
  const world = await openWorld(t)
  const project = await seedProject(world)
  const about = { project, items: 3, state: 'Settled' as const }
  const all = { ann: [0, 0, 0], ben: [0, 0, 0], cat: [0, 0, 0] }
  await seedBatch(world, { ...about, number: 1, block: 2, answers: { ...all, ann: [0, 'abstain', 1] } })
  await seedBatch(world, { ...about, number: 2, block: 3, answers: { ben: [1, 1, 1], cat: [1, 1, 1], dan: [1, 1, 1] } })
  await seedBatch(world, { ...about, number: 3, block: 4, answers: { ...all, ann: 'missed' } })
  // More batches than are looked up at a time.
  for (let number = 4; number < 64; number++) {
    await seedBatch(world, { ...about, items: 1, number, block: number + 1, answers: { ann: [2], ben: [2], cat: [1] } })
  }
  const filter = { annotator: addressOf('ann') }
  const everything = await labelsOf(world, { filter, first: 1000 })
  assert.equal(everything.nodes.length, 62)
  assert.equal(everything.pageInfo.hasNextPage, false)
  for (const first of [1, 7, 31, 62]) {
    const walked = await walk(world, { first, filter })
    assert.deepEqual(
      walked.ids,
      everything.nodes.map(({ id }) => id),
    )
    assert.equal(walked.pages, Math.ceil(62 / first))
  }
  assert.equal((await labelsOf(world, { filter: { ...filter, value: 2 }, first: 1000 })).nodes.length, 60)
  assert.deepEqual((await labelsOf(world, { filter: { annotator: addressOf('nobody') } })).nodes, [])
})

test('bad arguments are answered with their code', async (t) => {
  const world = await openWorld(t)
  await seedProject(world)
  const cases: [string, Record<string, unknown>][] = [
    ['INVALID_FIRST', { first: 0 }],
    ['INVALID_FIRST', { first: -1 }],
    ['INVALID_FIRST', { first: 1001 }],
    ['INVALID_FIRST', { first: null }],
    ['INVALID_CURSOR', { after: 'nonsense' }],
    ['INVALID_CURSOR', { after: '' }],
    ['INVALID_ID', { filter: { dataset: '0x12' } }],
    ['INVALID_ID', { filter: { batch: 'z'.repeat(66) } }],
    ['INVALID_ID', { filter: { annotator: `0x${'g'.repeat(40)}` } }],
    ['INVALID_BLOCK', { block: {} }],
    ['INVALID_BLOCK', { block: { number: -1 } }],
    ['INVALID_BLOCK', { block: { number: 1, hash: blockAt(1).hash } }],
    ['INVALID_BLOCK', { block: { hash: 'latest' } }],
    ['BAD_USER_INPUT', { first: 'ten' }],
    ['BAD_USER_INPUT', { filter: { status: ['Lost'] } }],
  ]
  for (const [code, variables] of cases) {
    const { errors } = await world.post(PAGE, variables)
    assert.equal(errors?.[0]?.extensions.code, code, JSON.stringify(variables))
  }
})

test('a page costs one request to the subgraph, whatever its length; what is asked of its labels one for each level', async (t) => {
  const world = await openWorld(t)
  const project = await seedProject(world)
  for (let number = 1; number <= 5; number++)
    await seedSettledBatch(world, { number, project, items: 20, block: number + 1 })
  const { pageInfo } = await labelsOf(world, { first: 10 })
  const count = async (query: string) => {
    const before = world.requests.length
    await world.ask(query, { after: pageInfo.endCursor })
    return world.requests.length - before
  }
  const page = (first: number, fields: string) =>
    `query ($after: String) { labels(first: ${first}, after: $after) { nodes { id ${fields} } } }`
  assert.equal(await count(page(90, '')), 1)
  assert.equal(await count(page(90, 'item class rule dataset { title } batch { id } votes { value class }')), 2)
  const deep =
    'votes { annotator { score } committed { transaction } } provenance { events { name } consensus { block } }'
  assert.equal(await count(page(5, deep)), 3)
  assert.equal(await count(page(90, deep)), 3)
})
