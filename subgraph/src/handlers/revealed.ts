import { Bytes } from '@graphprotocol/graph-ts'

import { Revealed } from '../../generated/LabelMarket/LabelMarket'
import { Submission } from '../../generated/schema'
import { eventId } from '../id'
import { SeatState } from '../states'
import { getAnnotator } from '../store/annotator'
import { getBatch } from '../store/batch'
import { createEvent } from '../store/event'
import { findOrCreateProtocol } from '../store/protocol'
import { getSubmission } from '../store/submission'

/** What the contract emits where there are no structured answers. */
const NO_PAYLOAD = new Bytes(32)

export function handleRevealed(event: Revealed): void {
  const submission = getSubmission(event.params.batchId, event.params.annotator)
  recordAnswers(submission, event)
  submission.save()

  const batch = getBatch(event.params.batchId)
  batch.revealed += 1
  batch.save()

  const annotator = getAnnotator(event.params.annotator, event)
  annotator.submissions += 1
  annotator.labels += event.params.labels.length
  annotator.save()

  const protocol = findOrCreateProtocol()
  protocol.submissions += 1
  protocol.save()

  const entry = createEvent(event, 'Revealed')
  entry.project = batch.project
  entry.batch = batch.id
  entry.account = event.params.annotator
  entry.save()
}

function recordAnswers(submission: Submission, event: Revealed): void {
  submission.state = SeatState.Revealed
  submission.labels = event.params.labels
  if (event.params.payloadRoot != NO_PAYLOAD) submission.payloadRoot = event.params.payloadRoot
  submission.revealed = eventId(event)
}
