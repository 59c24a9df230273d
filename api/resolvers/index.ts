import { Annotator, ScorePoint } from './annotator.ts'
import { Batch } from './batch.ts'
import { Block } from './block.ts'
import { ContentRef } from './contentRef.ts'
import { Dataset } from './dataset.ts'
import { Dispute } from './dispute.ts'
import { Event } from './event.ts'
import { Label } from './label.ts'
import { Provenance } from './provenance.ts'
import { Query } from './query.ts'
import { Slash } from './slash.ts'
import { Standing } from './standing.ts'
import { Submission } from './submission.ts'
import { Vote } from './vote.ts'

/** One object per type of schema.graphql; types whose fields are plain data have none. */
export const resolvers = {
  Annotator,
  Batch,
  Block,
  ContentRef,
  Dataset,
  Dispute,
  Event,
  Label,
  Provenance,
  Query,
  ScorePoint,
  Slash,
  Standing,
  Submission,
  Vote,
}
