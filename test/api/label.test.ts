import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { cidOf, hashOf } from '../../api/content.ts'
import { addressOf, blockAt, createBlock, labelId, manifestOf } from './support/entities.ts'
import { GUIDELINE, openWorld, seedBatch, seedProject, seedSettledBatch } from './support/world.ts'

type Vote = {
  annotator: { address: string }
  value: number | null
  class: string | null
  state: string
  agrees: boolean | null
}

test('a label says its item, class, confidence, rule and tier', async (t) => {
  const world = await openWorld(t)
  const project = await seedProject(world)
  const answers = { ann: [1, 0, 2], ben: [1, 1, 2], cat: [0, 2, 'abstain'] } as const
  const batch = await seedBatch(world, { number: 1, project, block: 2, state: 'Settled', items: 3, answers })
  const query = `query ($id: ID!) { label(id: $id) {
    item fields { name value } index status settled value class confidence tally rule tier
    dataset { id title classes } batch { id seats agreement manifest { hash cid state } } } }`
  const ask = async (index: number) =>
    (await world.ask<{ label: Record<string, unknown> }>(query, { id: labelId(batch, index) })).label
  const manifestHash = hashOf(manifestOf('batch1', 3))
  assert.deepEqual(await ask(0), {
    item: 'batch1-0',
    fields: [{ name: 'text', value: 'Text 0 of batch1' }],
    index: 0,
    status: 'Verified',
    settled: true,
    value: 1,
    class: 'dog',
    confidence: 2 / 3,
    tally: [1, 2, 0],
    rule: '2 of 3 agree',
    tier: 'majority',
    dataset: { id: project, title: 'Animals', classes: ['cat', 'dog', 'bird'] },
    batch: {
      id: batch,
      seats: 3,
      agreement: 2,
      manifest: { hash: manifestHash, cid: cidOf(manifestHash), state: 'Verified' },
    },
  })
  const differing = await ask(1)
  assert.deepEqual(
    [differing.status, differing.value, differing.class, differing.confidence, differing.tier],
    ['NoConsensus', null, null, null, 'none'],
  )
  assert.equal(differing.rule, 'no class reached 2 of 3')
  const abstained = await ask(2)
  assert.deepEqual(
    [abstained.class, abstained.confidence, abstained.tier, abstained.rule],
    ['bird', 1, 'unanimous', '2 of 2 agree, 1 of 3 did not answer'],
  )
})

test('votes tell answers, abstentions and missing reveals apart', async (t) => {
  const world = await openWorld(t)
  const project = await seedProject(world)
  const answers = { ann: [1, 0], ben: [1, 'abstain'], cat: 'missed' } as const
  const batch = await seedBatch(world, { number: 1, project, block: 2, state: 'Settled', items: 2, answers })
  const query = `query ($id: ID!) { label(id: $id) { votes {
    annotator { address } value class state agrees reward committed { name } revealed { name account } scored { name } rewarded { name amount } paid { name } } } }`
  const votesOf = async (index: number) => {
    const { label } = await world.ask<{ label: { votes: Vote[] } }>(query, { id: labelId(batch, index) })
    return new Map(label.votes.map((vote) => [vote.annotator.address, vote]))
  }
  const first = await votesOf(0)
  assert.deepEqual([...first.keys()], [addressOf('ann'), addressOf('ben'), addressOf('cat')].sort())
  assert.deepEqual(first.get(addressOf('ann')), {
    annotator: { address: addressOf('ann') },
    value: 1,
    class: 'dog',
    state: 'Revealed',
    agrees: true,
    reward: '10',
    committed: { name: 'Committed' },
    revealed: { name: 'Revealed', account: addressOf('ann') },
    scored: { name: 'AnnotatorScored' },
    rewarded: { name: 'RewardAccrued', amount: '10' },
    paid: null,
  })
  const brief = ({ value, class: name, state, agrees }: Vote) => ({ value, name, state, agrees })
  assert.deepEqual(
    [...first.values()].map(brief).filter(({ state }) => state === 'Missed'),
    [{ value: null, name: null, state: 'Missed', agrees: null }],
  )
  // On the second item one answers and one abstains: no consensus, so nobody agrees with it.
  const second = await votesOf(1)
  assert.deepEqual(
    ['ann', 'ben', 'cat'].map((name) => second.get(addressOf(name))).map((vote) => vote && brief(vote)),
    [
      { value: 0, name: 'cat', state: 'Revealed', agrees: null },
      { value: null, name: null, state: 'Revealed', agrees: null },
      { value: null, name: null, state: 'Missed', agrees: null },
    ],
  )
})

test('provenance is every event of the batch in the order of the chain', async (t) => {
  const world = await openWorld(t)
  const project = await seedProject(world)
  await seedSettledBatch(world, { number: 2, project, items: 1, block: 2 })
  const batch = await seedSettledBatch(world, { number: 1, project, items: 1, block: 3 })
  const { label } = await world.ask<{
    label: {
      provenance: {
        events: { name: string; block: number; blockHash: string; logIndex: number; batch: string; time: string }[]
        consensus: { name: string }
        settlement: { name: string }
      }
    }
  }>(
    `query ($id: ID!) { label(id: $id) { provenance {
      events { name block blockHash logIndex batch time } consensus { name } settlement { name } } } }`,
    { id: labelId(batch, 0) },
  )
  const { events, consensus, settlement } = label.provenance
  assert.deepEqual(
    events.map(({ name }) => name),
    [
      ...['BatchCreated', 'Assigned', 'Committed', 'Committed', 'Committed', 'RevealOpened'],
      ...['Revealed', 'Revealed', 'Revealed', 'BatchTallied'],
      ...['AnnotatorScored', 'AnnotatorScored', 'AnnotatorScored'],
      ...['RewardAccrued', 'RewardAccrued', 'RewardAccrued', 'BatchSettled'],
    ],
  )
  assert.deepEqual(
    events.map(({ logIndex }) => logIndex),
    events.map((_, i) => i),
  )
  assert.ok(events.every((event) => event.batch === batch && event.block === 3 && event.blockHash === blockAt(3).hash))
  assert.equal(events[0]?.time, '2023-11-14T22:13:56Z')
  assert.equal(consensus.name, 'BatchTallied')
  assert.equal(settlement.name, 'BatchSettled')
})

test('content that was changed, or is missing, is flagged and never served', async (t) => {
  const world = await openWorld(t)
  const project = await seedProject(world)
  const batch = await seedSettledBatch(world, { number: 1, project, items: 2, block: 2 })
  await seedSettledBatch(world, { number: 2, project, items: 2, block: 3 })
  const query = `{ labels { nodes { item fields { name } class value dataset { title classes classCount guideline { state } } batch { manifest { state } } } } }`
  type Answer = { labels: { nodes: Record<string, unknown>[] } }
  const manifest = join(world.contentDir, cidOf(hashOf(manifestOf('batch1', 2))))
  await writeFile(
    manifest,
    JSON.stringify({
      items: [
        { id: 'forged', fields: {} },
        { id: 'forged', fields: {} },
      ],
    }),
  )
  await writeFile(join(world.contentDir, cidOf(hashOf(GUIDELINE))), '{}')
  const { labels } = await world.ask<Answer>(query)
  const dataset = { title: '', classes: [], classCount: 3, guideline: { state: 'Tampered' } }
  assert.deepEqual(labels.nodes[0], {
    item: null,
    fields: [],
    class: null,
    value: 0,
    dataset,
    batch: { manifest: { state: 'Tampered' } },
  })
  assert.equal(labels.nodes[2]?.item, 'batch2-0')
  assert.ok(!JSON.stringify(labels).includes('forged'))
  assert.equal(labels.nodes.length, 4)
  assert.ok(batch)
})

test('a label that is not there is null', async (t) => {
  const world = await openWorld(t)
  await seedProject(world)
  assert.deepEqual(await world.ask(`query { label(id: "0x${'00'.repeat(34)}") { id } }`), { label: null })
  const { errors } = await world.post('{ label(id: "0x00") { id } }')
  assert.equal(errors?.[0]?.extensions.code, 'INVALID_ID')
})

test('a disputed label has its case, and is not served to training until it is settled', async (t) => {
  const world = await openWorld(t)
  const project = await seedProject(world)
  const answers = { ann: [0, 1], ben: [0, 1], cat: [0, 2] } as const
  const batch = await seedBatch(world, { number: 1, project, block: 2, state: 'Tallied', items: 2, answers })
  const at = createBlock(blockAt(3))
  const opened = at.event('CaseOpened', { project, batch, account: addressOf('requester') })
  const id = `0x${'cc'.repeat(32)}`
  const verdicts = { standing: 1, claim: 2, juries: 0 }
  const parties = { opener: addressOf('requester'), evidence: batch, bond: 9n }
  at.set('Dispute', {
    id,
    kind: 'Label',
    state: 'Expert',
    project,
    batch,
    label: `${batch}0001`,
    ...verdicts,
    ...parties,
    opened,
  })
  world.subgraph.store.transact([at.result()])
  const query = `query ($id: ID!) { label(id: $id) { disputes {
    id kind state opener standing claim bond expert ruling verdict outcome opened { name } closed { name } } } }`
  const { label } = await world.ask<{ label: unknown }>(query, { id: `${batch}0001` })
  const nothing = { expert: null, ruling: null, verdict: null, outcome: null, closed: null }
  const wanted = {
    id,
    kind: 'Label',
    state: 'Expert',
    opener: addressOf('requester'),
    standing: 1,
    claim: 2,
    bond: '9',
  }
  assert.deepEqual(label, { disputes: [{ ...wanted, ...nothing, opened: { name: 'CaseOpened' } }] })
  const { labels } = await world.ask<{ labels: { nodes: unknown[] } }>('{ labels { nodes { id } } }')
  assert.deepEqual(labels.nodes, [])
})
