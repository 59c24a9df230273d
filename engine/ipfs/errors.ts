/** Content that cannot be had: what was given is not of its CID, or is too large, or cannot be read. */
export class ContentError extends Error {
  override readonly name = 'ContentError'
}
