import { Address } from '@graphprotocol/graph-ts'

import {
  handleAssigned,
  handleBatchCreated,
  handleCommitted,
  handleProjectCreated,
  handleRevealed,
} from '../../src/market'
import { assigned, batchCreated, committed, projectCreated, revealed } from './events'
import { COMMITMENT, FIRST, NO_PAYLOAD, SECOND, THIRD } from './values'

// How far a batch has come when a test begins. Each step includes those before it.

export function givenProject(): void {
  handleProjectCreated(projectCreated())
}

/** A batch of three items for three annotators, two of whom must agree. */
export function givenBatch(): void {
  givenProject()
  handleBatchCreated(batchCreated(3))
}

/** The panel is FIRST, SECOND and THIRD. */
export function givenPanel(): void {
  givenBatch()
  handleAssigned(assigned([FIRST, SECOND, THIRD]))
}

export function givenCommits(): void {
  givenPanel()
  handleCommitted(committed(FIRST, COMMITMENT))
  handleCommitted(committed(SECOND, COMMITMENT))
  handleCommitted(committed(THIRD, COMMITMENT))
}

/** `labels`: one byte per item, hex. */
export function reveal(annotator: Address, labels: string): void {
  handleRevealed(revealed(annotator, labels, NO_PAYLOAD))
}
