/** The file of kept answers cannot be used. */
export class CallCacheError extends Error {
  override readonly name = 'CallCacheError'
}

/** A call that a manifest declares and that cannot be read. */
export class DeclaredCallError extends Error {
  override readonly name = 'DeclaredCallError'
}
