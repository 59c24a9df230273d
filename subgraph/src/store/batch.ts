import { BigInt, Bytes, log } from '@graphprotocol/graph-ts'

import { BatchCreated } from '../../generated/LabelMarket/LabelMarket'
import { Batch } from '../../generated/schema'
import { eventId } from '../id'
import { BatchState } from '../states'

/** Traps when there is no such batch: its creation was missed. */
export function getBatch(id: Bytes): Batch {
  const batch = Batch.load(id)
  if (batch === null) log.critical('Batch {} does not exist', [id.toHexString()])
  return batch!
}

export function createBatch(event: BatchCreated): Batch {
  const batch = new Batch(event.params.batchId)
  batch.project = event.params.projectId
  batch.state = BatchState.Created
  batch.items = event.params.items.toI32()
  batch.seats = event.params.seats.toI32()
  batch.agreement = event.params.agreement.toI32()
  batch.manifestHash = event.params.manifestHash
  batch.deadline = event.params.deadline
  batch.committed = 0
  batch.revealed = 0
  batch.reserved = BigInt.zero()
  batch.created = eventId(event)
  return batch
}
