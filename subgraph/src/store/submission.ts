import { Address, Bytes, log } from '@graphprotocol/graph-ts'

import { Batch, Submission } from '../../generated/schema'
import { submissionId } from '../id'
import { SeatState } from '../states'

/** Traps when the annotator has no seat in the batch: its assignment was missed. */
export function getSubmission(batchId: Bytes, annotator: Address): Submission {
  const submission = Submission.load(submissionId(batchId, annotator))
  if (submission === null) {
    log.critical('Submission of {} to batch {} does not exist', [annotator.toHexString(), batchId.toHexString()])
  }
  return submission!
}

/** `assigned`: id of the event that gave the seat. */
export function createSubmission(batch: Batch, annotator: Address, assigned: Bytes): Submission {
  const submission = new Submission(submissionId(batch.id, annotator))
  submission.project = batch.project
  submission.batch = batch.id
  submission.annotator = annotator
  submission.state = SeatState.Assigned
  submission.assigned = assigned
  return submission
}
