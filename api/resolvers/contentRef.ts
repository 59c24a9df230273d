import { cidOf } from '../content.ts'
import type { ContentState } from '../documents.ts'

/** The hash of a document, and a way to find out whether it can be had. */
export type ContentRefNode = { readonly hash: string; readonly readState: () => Promise<ContentState> }

export const ContentRef = {
  cid: ({ hash }: ContentRefNode) => cidOf(hash),
  state: ({ readState }: ContentRefNode) => readState(),
}
