/**
 * A failure that every run of the same handler on the same chain repeats: the subgraph stops at its block.
 * Anything else thrown from a handler is a fault of the engine or of its surroundings.
 */
export class DeterministicError extends Error {
  override readonly name = 'DeterministicError'
}

/**
 * A mapping made an entity that does not fit the schema. As in graph-node this stops the subgraph before the block, even
 * where other failures of handlers do not (`nonFatalErrors`).
 */
export class InvalidEntityError extends DeterministicError {}

/** Whether V8 stopped the handler itself: `unreachable`, a division by zero, an exhausted stack, memory out of bounds. */
export function isTrap(error: unknown): error is Error {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError
}

/** A mapping that needs host functions which this engine does not offer. */
export class UnsupportedImportError extends Error {
  override readonly name = 'UnsupportedImportError'
  readonly imports: readonly string[]

  constructor(imports: readonly string[], subject = 'the mapping') {
    super(`${subject} uses host functions that this engine does not offer: ${imports.join(', ')}`)
    this.imports = imports
  }
}
