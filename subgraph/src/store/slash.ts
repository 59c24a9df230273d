import { Address, Bytes, log } from '@graphprotocol/graph-ts'

import { SlashOpened } from '../../generated/Slasher/Slasher'
import { Batch, Slash } from '../../generated/schema'
import { eventId } from '../id'
import { SlashState, slashReasonName } from '../states'

/** Traps when there is no such slash: its opening was missed. */
export function getSlash(id: Bytes): Slash {
  const slash = Slash.load(id)
  if (slash === null) log.critical('Slash {} does not exist', [id.toHexString()])
  return slash!
}

export function createSlash(batch: Batch, event: SlashOpened): Slash {
  const slash = new Slash(event.params.slashId)
  slash.project = batch.project
  slash.batch = batch.id
  slash.annotator = event.params.annotator
  slash.reason = slashReasonName(event.params.reason)
  slash.state = SlashState.Open
  slash.token = event.params.token
  slash.fromPending = event.params.fromPending
  slash.fromStake = event.params.fromStake
  slash.requester = event.params.requester
  if (event.params.reporter != Address.zero()) slash.reporter = event.params.reporter
  slash.evidence = event.params.evidence
  slash.deadline = event.params.deadline
  slash.opened = eventId(event)
  return slash
}
