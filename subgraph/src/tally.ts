import { Bytes } from '@graphprotocol/graph-ts'

import { Submission } from '../generated/schema'

/** In a consensus: no class has enough votes. */
export const NO_CONSENSUS: u8 = 0xff

/** The answers of those who revealed, one byte per item each. */
export function revealedAnswers(submissions: Submission[]): Bytes[] {
  const answers: Bytes[] = []
  for (let i = 0; i < submissions.length; i++) {
    const labels = submissions[i].labels
    if (labels !== null) answers.push(labels)
  }
  return answers
}

/** Votes for each of the classes on one item. An abstention (0xFE) is no class and does not count. */
export function votesPerClass(answers: Bytes[], item: i32, classes: i32): i32[] {
  const votes = new Array<i32>(classes).fill(0)
  for (let i = 0; i < answers.length; i++) {
    const label = answers[i][item] as i32
    if (label < classes) votes[label] += 1
  }
  return votes
}
