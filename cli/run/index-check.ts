import type { Engine } from '../../engine/index.ts'
import { RunError } from '../errors.ts'
import { requireEqual } from './audit.ts'
import type { Summary } from './summary.ts'

type Totals = {
  readonly settled: number
  readonly labels: number
  readonly verified: number
  readonly noConsensus: number
  readonly overturned: number
  readonly disputes: number
  readonly slashes: number
}
type Answer = {
  readonly data?: { readonly protocol?: Totals | null } | null
  readonly errors?: readonly { message: string }[]
}

/**
 * Compares what the index says with what the summary took from the chain's receipts.
 * @throws RunError naming the first two figures that differ.
 */
export async function checkIndex(engine: Pick<Engine, 'query'>, { items, chain, quality }: Summary): Promise<void> {
  const query = '{ protocol(id: "0x00") { settled labels verified noConsensus overturned disputes slashes } }'
  const { data, errors } = (await engine.query({ query })) as Answer
  const totals = data?.protocol
  if (!totals) {
    const reason = errors?.[0]?.message ?? 'no protocol entity'
    throw new RunError(`the index does not answer (${reason})`, 'remove the index from the data folder and start again')
  }
  requireEqual('batches settled on chain', chain.batches, 'in the index', totals.settled)
  requireEqual('labels on chain', items.labelled, 'in the index', totals.labels)
  requireEqual('verified labels on chain', items.verified, 'in the index', totals.verified + totals.overturned)
  requireEqual('labels without consensus on chain', items.noConsensus, 'in the index', totals.noConsensus)
  requireEqual('disputes on chain', quality.disputes.opened, 'in the index', totals.disputes)
  requireEqual('slashes executed on chain', quality.slashes.executed, 'in the index', totals.slashes)
}
