import {
  Credited,
  Deposited,
  DrawAsked,
  JurorDrawn,
  JurorSettled,
  VoteCommitted,
  VoteRevealed,
  VotesCounted,
  Withdrawn,
} from '../../generated/DisputeCourt/DisputeCourt'
import { Event } from '../../generated/schema'
import { getDispute } from '../store/dispute'
import { createEvent } from '../store/event'
import { Bytes } from '@graphprotocol/graph-ts'

// What the court does that no entity but the audit trail shows.

export function handleDrawAsked(event: DrawAsked): void {
  about(createEvent(event, 'DrawAsked'), event.params.caseId).save()
}

export function handleJurorDrawn(event: JurorDrawn): void {
  const entry = about(createEvent(event, 'JurorDrawn'), event.params.caseId)
  entry.account = event.params.juror
  entry.amount = event.params.stake
  entry.save()
}

export function handleVoteCommitted(event: VoteCommitted): void {
  const entry = about(createEvent(event, 'VoteCommitted'), event.params.caseId)
  entry.account = event.params.juror
  entry.save()
}

export function handleVoteRevealed(event: VoteRevealed): void {
  const entry = about(createEvent(event, 'VoteRevealed'), event.params.caseId)
  entry.account = event.params.juror
  entry.save()
}

export function handleVotesCounted(event: VotesCounted): void {
  about(createEvent(event, 'VotesCounted'), event.params.caseId).save()
}

export function handleJurorSettled(event: JurorSettled): void {
  const entry = about(createEvent(event, 'JurorSettled'), event.params.caseId)
  entry.account = event.params.juror
  entry.amount = event.params.gained
  entry.save()
}

export function handleCredited(event: Credited): void {
  const entry = about(createEvent(event, 'Credited'), event.params.caseId)
  entry.account = event.params.account
  entry.amount = event.params.amount
  entry.save()
}

export function handleDeposited(event: Deposited): void {
  const entry = createEvent(event, 'Deposited')
  entry.account = event.params.account
  entry.amount = event.params.amount
  entry.save()
}

export function handleWithdrawn(event: Withdrawn): void {
  const entry = createEvent(event, 'Withdrawn')
  entry.account = event.params.account
  entry.amount = event.params.amount
  entry.save()
}

function about(entry: Event, caseId: Bytes): Event {
  const dispute = getDispute(caseId)
  entry.project = dispute.project
  entry.batch = dispute.batch
  return entry
}
