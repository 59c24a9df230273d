import { annotatorQuery, submissionsQuery } from '../api/queries.ts'
import type { Annotator, Submission } from '../api/types.ts'
import { type Pages, usePages } from './usePages.ts'
import { type Remote, useQuery } from './useQuery.ts'

/** One annotator; null where the address never took part. */
export function useAnnotator(address: string): Remote<Annotator | null> {
  const answer = useQuery(annotatorQuery, { address })
  return answer.state === 'ready' ? { state: 'ready', data: answer.data.annotator } : answer
}

const pageSize = 25

/** The first `pages` pages of an annotator's submissions, newest first. */
export function useSubmissions(address: string, pages: number): Pages<Submission> {
  return usePages({
    query: submissionsQuery,
    key: address,
    variables: (after) => ({ address, first: pageSize, after }),
    connection: (data) => data.annotator?.submissionsPage ?? null,
    idOf: (submission) => submission.id,
    enough: (submissions) => submissions.length >= pages * pageSize,
  })
}
