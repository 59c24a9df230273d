import { BigInt, Bytes, log } from '@graphprotocol/graph-ts'

import { ProjectCreated } from '../../generated/LabelMarket/LabelMarket'
import { Project } from '../../generated/schema'
import { eventId } from '../id'

/** Traps when there is no such project: its creation was missed. */
export function getProject(id: Bytes): Project {
  const project = Project.load(id)
  if (project === null) log.critical('Project {} does not exist', [id.toHexString()])
  return project!
}

export function createProject(event: ProjectCreated): Project {
  const project = new Project(event.params.projectId)
  project.requester = event.params.requester
  project.token = event.params.token
  project.rewardPerLabel = event.params.rewardPerLabel
  project.stakePerSeat = event.params.stakePerSeat
  project.classes = event.params.classes.toI32()
  project.commitWindow = event.params.commitWindow
  project.revealWindow = event.params.revealWindow
  project.guidelineHash = event.params.guidelineHash
  project.funded = BigInt.zero()
  project.free = BigInt.zero()
  project.reserved = BigInt.zero()
  project.paid = BigInt.zero()
  project.refunded = BigInt.zero()
  project.batchCount = 0
  project.labelCount = 0
  project.verifiedCount = 0
  project.noConsensusCount = 0
  project.created = eventId(event)
  return project
}
