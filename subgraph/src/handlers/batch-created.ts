import { BatchCreated } from '../../generated/LabelMarket/LabelMarket'
import { createBatch } from '../store/batch'
import { createEvent } from '../store/event'
import { createLabel } from '../store/label'
import { getProject } from '../store/project'
import { findOrCreateProtocol } from '../store/protocol'

export function handleBatchCreated(event: BatchCreated): void {
  const project = getProject(event.params.projectId)
  const batch = createBatch(event, project.guidelineHash)
  batch.save()
  for (let index = 0; index < batch.items; index++) {
    createLabel(batch, index).save()
  }

  project.batchCount += 1
  project.labelCount += batch.items
  project.save()

  const protocol = findOrCreateProtocol()
  protocol.batches += 1
  protocol.labels += batch.items
  protocol.save()

  const entry = createEvent(event, 'BatchCreated')
  entry.project = project.id
  entry.batch = batch.id
  entry.account = project.requester
  entry.save()
}
