/** Reads a subgraph's schema.graphql into plain data. */
export { SchemaError } from './errors.ts'
export { parseSchema } from './parse.ts'
