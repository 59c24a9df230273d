import { ProjectCreated } from '../../generated/LabelMarket/LabelMarket'
import { createEvent } from '../store/event'
import { createProject } from '../store/project'
import { findOrCreateProtocol } from '../store/protocol'

export function handleProjectCreated(event: ProjectCreated): void {
  const project = createProject(event)
  project.save()

  const protocol = findOrCreateProtocol()
  protocol.projects += 1
  protocol.save()

  const entry = createEvent(event, 'ProjectCreated')
  entry.project = project.id
  entry.account = event.params.requester
  entry.save()
}
