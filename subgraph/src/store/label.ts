import { Bytes, log } from '@graphprotocol/graph-ts'

import { Batch, Label } from '../../generated/schema'
import { labelId } from '../id'
import { LabelStatus } from '../states'

/** Traps when there is no such label: the batch's creation was missed. */
export function getLabel(batchId: Bytes, index: i32): Label {
  const label = Label.load(labelId(batchId, index))
  if (label === null) log.critical('Label {} of batch {} does not exist', [index.toString(), batchId.toHexString()])
  return label!
}

export function createLabel(batch: Batch, index: i32): Label {
  const label = new Label(labelId(batch.id, index))
  label.project = batch.project
  label.batch = batch.id
  label.index = index
  label.status = LabelStatus.Pending
  label.votes = 0
  label.tally = []
  label.gold = false
  label.settled = false
  return label
}
