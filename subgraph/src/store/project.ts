import { Address, BigInt, Bytes, log } from '@graphprotocol/graph-ts'

import { ProjectCreated, ProjectCreatedParamsStruct } from '../../generated/LabelMarket/LabelMarket'
import { Project } from '../../generated/schema'
import { eventId } from '../id'
import { escalationName, scaleName } from '../states'

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
  setParams(project, event.params.params)
  project.guidelineVersion = 1
  project.funded = BigInt.zero()
  project.free = BigInt.zero()
  project.reserved = BigInt.zero()
  project.paid = BigInt.zero()
  project.refunded = BigInt.zero()
  project.fees = BigInt.zero()
  project.batchCount = 0
  project.labelCount = 0
  project.verifiedCount = 0
  project.noConsensusCount = 0
  project.overturnedCount = 0
  project.created = eventId(event)
  return project
}

function setParams(project: Project, params: ProjectCreatedParamsStruct): void {
  project.rewardPerLabel = params.rewardPerLabel
  project.stakePerSeat = params.stakePerSeat
  project.classes = params.classes
  project.scale = scaleName(params.scale)
  project.tolerance = params.tolerance
  project.escalation = escalationName(params.escalation)
  project.commitWindow = params.commitWindow
  project.revealWindow = params.revealWindow
  project.goldWindow = params.goldWindow
  project.disputeWindow = params.disputeWindow
  project.tierFrom = params.tiers.from
  project.tierPays = params.tiers.pays
  project.probationPays = params.tiers.probationPays
  project.probationAnswers = params.tiers.probationAnswers
  project.goldBps = params.goldBps
  project.maxDisagreementBps = params.maxDisagreementBps
  project.noRevealBps = params.noRevealBps
  project.goldBond = params.goldBond
  project.keeperFee = params.keeperFee
  if (params.eligibility != Address.zero()) project.eligibility = params.eligibility
  project.guidelineHash = params.guidelineHash
}
