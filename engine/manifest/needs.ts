import type { EntityType, Schema } from '../types.ts'
import { ManifestError } from './errors.ts'
import type { FileTemplate, Manifest } from './types.ts'

/** The schema, with the types marked whose entities handlers of files may make. */
export function markFileTypes(schema: Schema, templates: readonly FileTemplate[]): Schema {
  const named = new Set(templates.flatMap(({ entities }) => entities))
  const entities = new Map<string, EntityType>()
  for (const [name, type] of schema.entities) entities.set(name, named.has(name) ? { ...type, ofFiles: true } : type)
  return { ...schema, entities }
}

/** @throws ManifestError where the schema uses a feature that the manifest does not declare */
export function refuseUndeclared({ searches }: Schema, { fullTextSearch }: Manifest): void {
  if (searches.length === 0 || fullTextSearch) return
  const message = 'The feature `fullTextSearch` is used by the subgraph but it is not declared in the manifest.'
  throw new ManifestError('INVALID', message)
}

/** Whether handlers wait for calls of contracts. */
export function readsTraces({ dataSources, templates }: Manifest): boolean {
  return [...dataSources, ...templates].some(
    ({ callHandlers, blockHandlers }) =>
      callHandlers.length > 0 || blockHandlers.some(({ when }) => when.kind === 'call'),
  )
}
