import { GuidelineUpdated } from '../../generated/LabelMarket/LabelMarket'
import { createEvent } from '../store/event'
import { getProject } from '../store/project'

export function handleGuidelineUpdated(event: GuidelineUpdated): void {
  const project = getProject(event.params.projectId)
  project.guidelineHash = event.params.guidelineHash
  project.guidelineVersion = event.params.version.toI32()
  project.save()

  const entry = createEvent(event, 'GuidelineUpdated')
  entry.project = project.id
  entry.account = project.requester
  entry.save()
}
