import assert from 'node:assert/strict'
import { it } from 'node:test'
import { peerScores } from '../reference/peer.ts'
import { judge, noStanding, type Standing } from '../reference/standing.ts'
import { assignBatch, createProject, defaultTiers, tallyAll } from '../support/scenario.ts'
import { createWorld } from '../support/world.ts'

it('it should forget all earlier gold for a batch that has more of it than is remembered', async () => {
  const world = await createWorld()
  const rules = { tiers: defaultTiers, goldBps: 1000, maxDisagreementBps: 3000 }
  const projectId = await createProject(world, { funds: 10n ** 9n, ...rules })
  let standing: Standing = noStanding
  for (const [items, golds] of [
    [20, 10],
    [512, 300],
  ] as const) {
    const labels = Array.from({ length: items }, (_, item) => (item * 7) % 4)
    const gold = { positions: labels.keys().take(golds).toArray(), labels: labels.slice(0, golds) }
    const batch = { items, seats: 3, agreement: 2, gold, manifest: `batch of ${items}` }
    const running = await assignBatch(world, projectId, batch)
    await tallyAll(world, running, [labels, labels, labels])
    const [annotator] = running.panel
    assert.ok(annotator !== undefined)
    const [peer] = peerScores([labels, labels, labels], items)
    const evidence = { right: golds, total: golds, agreed: items, compared: items, peer }
    ;({ standing } = judge(standing, evidence, rules))
    assert.deepEqual(await world.market.read.standingOf([projectId, annotator]), standing)
  }
  assert.equal(standing.goldWeight, 300 * 256)
})
