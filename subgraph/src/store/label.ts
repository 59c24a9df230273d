import { Batch, Label } from '../../generated/schema'
import { labelId } from '../id'
import { LabelStatus } from '../states'

export function createLabel(batch: Batch, index: i32): Label {
  const label = new Label(labelId(batch.id, index))
  label.project = batch.project
  label.batch = batch.id
  label.index = index
  label.status = LabelStatus.Pending
  label.votes = 0
  label.tally = []
  label.settled = false
  return label
}
