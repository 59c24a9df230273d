import { Address, Bytes, log } from '@graphprotocol/graph-ts'

import { CaseOpened } from '../../generated/DisputeCourt/DisputeCourt'
import { Batch, Dispute } from '../../generated/schema'
import { eventId, labelId } from '../id'
import { DisputeKind, DisputeState, disputeKindName } from '../states'

/** Traps when there is no such case: its opening was missed. */
export function getDispute(id: Bytes): Dispute {
  const dispute = Dispute.load(id)
  if (dispute === null) log.critical('Dispute {} does not exist', [id.toHexString()])
  return dispute!
}

export function createDispute(batch: Batch, event: CaseOpened): Dispute {
  const dispute = new Dispute(event.params.caseId)
  dispute.kind = disputeKindName(event.params.kind)
  dispute.state = DisputeState.Expert
  dispute.project = batch.project
  dispute.batch = batch.id
  setSubject(dispute, batch, event.params.subject)
  dispute.opener = event.params.opener
  dispute.standing = event.params.standing.toI32()
  dispute.claim = event.params.claim.toI32()
  dispute.evidence = event.params.evidence
  dispute.bond = event.params.bond
  dispute.juries = 0
  dispute.opened = eventId(event)
  return dispute
}

/** `subject`: a slash's id; or 32 bytes whose last are an item's position or an address. */
function setSubject(dispute: Dispute, batch: Batch, subject: Bytes): void {
  if (dispute.kind == DisputeKind.SlashAppeal) {
    dispute.slash = subject
  } else if (dispute.kind == DisputeKind.Conduct) {
    dispute.accused = Address.fromBytes(Bytes.fromUint8Array(subject.subarray(12)))
  } else {
    dispute.label = labelId(batch.id, ((subject[30] as i32) << 8) | (subject[31] as i32))
  }
}
