import { Address } from '@graphprotocol/graph-ts'

import { KeeperPaid } from '../../generated/LabelMarket/LabelMarket'
import { getBatch } from '../store/batch'
import { accrue } from '../store/earning'
import { createEvent } from '../store/event'
import { getProject } from '../store/project'

export function handleKeeperPaid(event: KeeperPaid): void {
  const batch = getBatch(event.params.batchId)
  batch.fees = batch.fees.plus(event.params.amount)
  batch.reserved = batch.reserved.minus(event.params.amount)
  batch.save()

  const project = getProject(batch.project)
  project.reserved = event.params.projectReserved
  project.fees = project.fees.plus(event.params.amount)
  project.save()

  const token = Address.fromBytes(project.token)
  accrue(event.params.keeper, token, event.params.amount, event.params.claimable).save()

  const entry = createEvent(event, 'KeeperPaid')
  entry.project = batch.project
  entry.batch = batch.id
  entry.account = event.params.keeper
  entry.amount = event.params.amount
  entry.save()
}
