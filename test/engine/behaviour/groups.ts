import { readdirSync } from 'node:fs'

/**
 * The behaviours with a mapping of their own, by what they are about. graph-cli takes seconds for each: a group is a
 * test file, so that none takes a minute.
 */
export const GROUPS = {
  blocks: ['block-handler-every', 'block-handler-polling-and-once', 'start-and-end-block', 'trigger-order'],
  calls: ['call-handlers'],
  ens: ['ens-names'],
  events: ['api-version-0-0-6', 'overloaded-events', 'receipts', 'topic-filter', 'transactions'],
  files: ['file-data-sources'],
  failures: [
    'arweave-removed',
    'fatal-error',
    'ipfs-refused',
    'invalid-entity',
    'non-fatal-errors',
    'unknown-template',
  ],
  mappings: ['dynamic-data-sources', 'host-functions', 'manifest-context', 'yaml'],
} as const

/** All other folders beside this file. */
export function otherBehaviours(): string[] {
  const grouped: readonly string[] = Object.values(GROUPS).flat()
  return readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !grouped.includes(entry.name))
    .map(({ name }) => name)
}
