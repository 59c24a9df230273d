import { ProjectRefunded } from '../../generated/LabelMarket/LabelMarket'
import { createEvent } from '../store/event'
import { getProject } from '../store/project'

export function handleProjectRefunded(event: ProjectRefunded): void {
  const project = getProject(event.params.projectId)
  project.refunded = project.refunded.plus(event.params.amount)
  project.free = event.params.free
  project.save()

  const entry = createEvent(event, 'ProjectRefunded')
  entry.project = project.id
  entry.account = event.params.to
  entry.amount = event.params.amount
  entry.save()
}
