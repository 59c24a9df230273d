/** Why a subgraph's build folder cannot be run. */
export type ManifestErrorCode = 'NOT_A_BUILD' | 'INVALID' | 'UNSUPPORTED'

/** The message says what is wrong, in which file, and what to do. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError'
  readonly code: ManifestErrorCode

  constructor(code: ManifestErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
