/** A schema.graphql that the engine cannot run, with the place in the text where that is known. */
export class SchemaError extends Error {
  readonly code = 'INVALID_SCHEMA'
  /** 1-based line of schema.graphql, where known. */
  readonly line: number | undefined

  constructor(message: string, line?: number) {
    super(line === undefined ? message : `schema.graphql:${line}: ${message}`)
    this.name = 'SchemaError'
    this.line = line
  }
}
