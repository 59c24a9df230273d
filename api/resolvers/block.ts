import type { PinnedBlock } from '../source/blocks.ts'
import { toIsoTime } from './units.ts'

export const Block = {
  time: ({ timestamp }: PinnedBlock) => (timestamp === null ? null : toIsoTime(timestamp)),
}
