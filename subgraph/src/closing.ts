import { BigInt, Bytes } from '@graphprotocol/graph-ts'

import { Batch } from '../generated/schema'
import { getProject } from './store/project'

// What settling and voiding a batch have in common. Neither saves the batch.

/** Ends the batch: nothing is held in reserve any more, and no deadline runs. `closed`: id of the event. */
export function closeBatch(batch: Batch, paid: BigInt, refunded: BigInt, closed: Bytes): void {
  batch.deadline = null
  batch.reserved = BigInt.zero()
  batch.paid = paid
  batch.refunded = refunded
  batch.closed = closed
  closeSubmissions(batch)
}

/** Balances of the project after one of its batches ended. */
export function closeReserve(projectId: Bytes, paid: BigInt, free: BigInt, reserved: BigInt): void {
  const project = getProject(projectId)
  project.free = free
  project.reserved = reserved
  project.paid = project.paid.plus(paid)
  project.save()
}

/** A reward of zero emits no event: who got none by now gets zero. */
function closeSubmissions(batch: Batch): void {
  const submissions = batch.submissions.load()
  for (let i = 0; i < submissions.length; i++) {
    if (submissions[i].reward === null) {
      submissions[i].reward = BigInt.zero()
      submissions[i].save()
    }
  }
}
