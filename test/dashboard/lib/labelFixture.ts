import type { Label, Vote } from '../../../dashboard/src/api/types.ts'

const at = { block: 7, time: '2026-03-01T00:00:00.000Z', transaction: `0x${'11'.repeat(32)}`, logIndex: 0 }

/** A vote for `value` whose `Revealed` event says `byte`. */
export function vote(value: number | null, byte: number, consensus: number | null = 1): Vote {
  return {
    annotator: { address: `0x${byte.toString(16).padStart(40, '0')}`, score: 0.5 },
    value,
    class: value === null ? null : `class ${value}`,
    state: 'Revealed',
    agrees: value === null || consensus === null ? null : value === consensus,
    tier: 3,
    reward: '0',
    committed: at,
    revealed: { ...at, args: JSON.stringify({ labels: `0x00${byte.toString(16).padStart(2, '0')}` }) },
    rewarded: null,
    paid: null,
  }
}

/** The second item of a batch of two, where 2 of 3 must agree: class 1 by two votes against one. */
export function label(changes: Partial<Label> = {}): Label {
  return {
    id: `0x${'22'.repeat(32)}0001`,
    item: 'second',
    index: 1,
    fields: [],
    status: 'Verified',
    settled: true,
    value: 1,
    class: 'class 1',
    confidence: 2 / 3,
    rule: '2 of 3 agree',
    tier: 'majority',
    tallied: 1,
    gold: false,
    tally: [1, 2],
    dataset: {
      id: `0x${'33'.repeat(32)}`,
      title: 'Cats and dogs',
      classCount: 2,
      classes: ['cat', 'dog'],
      requester: `0x${'44'.repeat(20)}`,
      rewardPerLabel: '1',
      terms: { scale: 'Categorical', tolerance: 0 },
      guideline: { hash: '0x00', cid: 'bafk' },
    },
    batch: {
      id: `0x${'22'.repeat(32)}`,
      state: 'Settled',
      items: 2,
      seats: 3,
      agreement: 2,
      manifest: { hash: '0x00', cid: 'bafk' },
      reserved: '0',
      paid: '4',
      refunded: '2',
      tallied: { ...at, args: JSON.stringify({ consensus: '0x0001' }) },
    },
    votes: [vote(1, 1), vote(0, 0), vote(1, 1)],
    disputes: [],
    provenance: { events: [] },
    ...changes,
  }
}
