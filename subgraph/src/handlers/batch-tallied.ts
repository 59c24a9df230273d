import { BatchTallied } from '../../generated/LabelMarket/LabelMarket'
import { Batch } from '../../generated/schema'
import { eventId } from '../id'
import { BatchState, LabelStatus } from '../states'
import { getBatch } from '../store/batch'
import { createEvent } from '../store/event'
import { getProject } from '../store/project'
import { findOrCreateProtocol } from '../store/protocol'
import { NO_CONSENSUS, revealedAnswers, votesPerClass } from '../tally'

export function handleBatchTallied(event: BatchTallied): void {
  const batch = getBatch(event.params.batchId)
  batch.state = BatchState.Tallied
  batch.deadline = event.params.deadline
  batch.consensus = event.params.consensus
  batch.votes = event.params.votes
  batch.tallied = eventId(event)
  batch.save()

  const project = getProject(batch.project)
  const verified = tallyLabels(batch, project.classes, event)
  project.verifiedCount += verified
  project.noConsensusCount += batch.items - verified
  project.save()

  const protocol = findOrCreateProtocol()
  protocol.verified += verified
  protocol.noConsensus += batch.items - verified
  protocol.save()

  const entry = createEvent(event, 'BatchTallied')
  entry.project = project.id
  entry.batch = batch.id
  entry.save()
}

/** Records the result on every label of the batch; returns how many are Verified. */
function tallyLabels(batch: Batch, classes: i32, event: BatchTallied): i32 {
  const labels = batch.labels.load()
  const answers = revealedAnswers(batch.submissions.load())
  let verified = 0
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]
    const consensus = event.params.consensus[label.index]
    if (consensus == NO_CONSENSUS) {
      label.status = LabelStatus.NoConsensus
    } else {
      label.status = LabelStatus.Verified
      label.value = consensus as i32
      label.tallied = consensus as i32
      verified += 1
    }
    label.votes = event.params.votes[label.index] as i32
    label.tally = votesPerClass(answers, label.index, classes)
    label.save()
  }
  return verified
}
