/**
 * Why suites cannot be run at all; a failing test is no error.
 * `CONFIG`: the subgraph's folder or its files. `NO_SUITES`: nothing to run. `COMPILE`: a suite does not compile.
 * `HOOK`: a before or after hook failed.
 */
export class TestingError extends Error {
  override readonly name = 'TestingError'
  readonly code: 'CONFIG' | 'NO_SUITES' | 'COMPILE' | 'HOOK'

  constructor(code: TestingError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
