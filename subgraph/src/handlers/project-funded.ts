import { ProjectFunded } from '../../generated/LabelMarket/LabelMarket'
import { createEvent } from '../store/event'
import { getProject } from '../store/project'

export function handleProjectFunded(event: ProjectFunded): void {
  const project = getProject(event.params.projectId)
  project.funded = project.funded.plus(event.params.amount)
  project.free = event.params.free
  project.save()

  const entry = createEvent(event, 'ProjectFunded')
  entry.project = project.id
  entry.account = event.params.from
  entry.amount = event.params.amount
  entry.save()
}
