import { DatasetSealed } from '../../generated/LabelMarket/LabelMarket'
import { eventId } from '../id'
import { createEvent } from '../store/event'
import { getProject } from '../store/project'

export function handleDatasetSealed(event: DatasetSealed): void {
  const project = getProject(event.params.projectId)
  project.labelsRoot = event.params.labelsRoot
  project.sealedVerified = event.params.verified
  project.sealedContested = event.params.contested
  project.sealed = eventId(event)
  project.save()

  const entry = createEvent(event, 'DatasetSealed')
  entry.project = project.id
  entry.account = project.requester
  entry.save()
}
