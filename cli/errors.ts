/**
 * What the command line prints and exits with. Every message is one line: what is wrong, where (file:line or the setting), what to do.
 */

/** The user's input or settings are wrong: exit code 2. */
export class InputError extends Error {
  override readonly name = 'InputError'
  /**
   * @param what What is wrong, with the offending value.
   * @param where `file:line`, a file, or a setting such as `--port`.
   * @param fix What to do, as an imperative.
   */
  constructor(what: string, where: string, fix: string) {
    super(`${where}: ${what}; ${fix}`)
  }
}

/** The input was fine and something else failed: exit code 1. */
export class RunError extends Error {
  override readonly name = 'RunError'
  /** @param fix What to do, as an imperative. */
  constructor(what: string, fix: string, options?: ErrorOptions) {
    super(`${what}; ${fix}`, options)
  }
}

/** The exit code that an error leads to. */
export function exitCodeOf(error: unknown): 1 | 2 {
  return error instanceof InputError ? 2 : 1
}

/** An error's message on one line, causes of unexpected errors included. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error))
  const known = error instanceof InputError || error instanceof RunError
  const cause = !known && error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return oneLine(`${error.message || error.name}${cause}`)
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim()
}
