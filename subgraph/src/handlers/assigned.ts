import { Assigned } from '../../generated/LabelMarket/LabelMarket'
import { eventId } from '../id'
import { BatchState } from '../states'
import { findOrCreateAnnotator } from '../store/annotator'
import { getBatch } from '../store/batch'
import { createEvent } from '../store/event'
import { getProject } from '../store/project'
import { createSubmission } from '../store/submission'

export function handleAssigned(event: Assigned): void {
  const batch = getBatch(event.params.batchId)
  batch.state = BatchState.Committing
  batch.drawn = event.params.drawn
  batch.reserved = event.params.reserved
  batch.deadline = event.params.deadline
  batch.assigned = eventId(event)
  batch.save()

  const project = getProject(batch.project)
  project.free = event.params.projectFree
  project.reserved = event.params.projectReserved
  project.save()

  for (let seat = 0; seat < event.params.annotators.length; seat++) {
    const annotator = findOrCreateAnnotator(event.params.annotators[seat], event)
    annotator.assigned += 1
    annotator.save()
    createSubmission(batch, event.params.annotators[seat], eventId(event)).save()
  }

  const entry = createEvent(event, 'Assigned')
  entry.project = project.id
  entry.batch = batch.id
  entry.account = project.requester
  entry.amount = event.params.reserved
  entry.save()
}
