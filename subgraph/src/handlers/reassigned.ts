import { BigInt, store } from '@graphprotocol/graph-ts'

import { Reassigned } from '../../generated/LabelMarket/LabelMarket'
import { Batch } from '../../generated/schema'
import { BatchState } from '../states'
import { getBatch } from '../store/batch'
import { createEvent } from '../store/event'
import { getProject } from '../store/project'

export function handleReassigned(event: Reassigned): void {
  const batch = getBatch(event.params.batchId)
  dissolvePanel(batch)
  batch.state = BatchState.Created
  batch.attempts = event.params.attempts.toI32()
  batch.committed = 0
  batch.reserved = BigInt.zero()
  batch.deadline = event.params.deadline
  batch.assigned = null
  batch.save()

  const project = getProject(batch.project)
  project.free = event.params.projectFree
  project.reserved = event.params.projectReserved
  project.save()

  const entry = createEvent(event, 'Reassigned')
  entry.project = batch.project
  entry.batch = batch.id
  entry.save()
}

/** The seats are gone, as they are in the contract; the audit trail keeps who took one and who was absent. */
function dissolvePanel(batch: Batch): void {
  const submissions = batch.submissions.load()
  for (let i = 0; i < submissions.length; i++) {
    store.remove('Submission', submissions[i].id.toHexString())
  }
}
