import { BigInt, Bytes, log } from '@graphprotocol/graph-ts'

import { BatchCreated } from '../../generated/LabelMarket/LabelMarket'
import { Batch } from '../../generated/schema'
import { eventId } from '../id'
import { BatchState } from '../states'

/** The gold hash of a batch without gold. */
const NO_GOLD = new Bytes(32)

/** Traps when there is no such batch: its creation was missed. */
export function getBatch(id: Bytes): Batch {
  const batch = Batch.load(id)
  if (batch === null) log.critical('Batch {} does not exist', [id.toHexString()])
  return batch!
}

/** `guidelineHash`: the project's at present, which the event names by its version. */
export function createBatch(event: BatchCreated, guidelineHash: Bytes): Batch {
  const batch = new Batch(event.params.batchId)
  batch.project = event.params.projectId
  batch.state = BatchState.Created
  batch.items = event.params.items.toI32()
  batch.seats = event.params.seats.toI32()
  batch.agreement = event.params.agreement.toI32()
  batch.manifestHash = event.params.manifestHash
  batch.guidelineHash = guidelineHash
  batch.guidelineVersion = event.params.guidelineVersion.toI32()
  if (event.params.goldHash != NO_GOLD) batch.goldHash = event.params.goldHash
  batch.goldForfeited = false
  batch.drawn = false
  batch.attempts = 0
  batch.disputes = 0
  batch.deadline = event.params.deadline
  batch.committed = 0
  batch.revealed = 0
  batch.reserved = BigInt.zero()
  batch.fees = BigInt.zero()
  batch.created = eventId(event)
  return batch
}
