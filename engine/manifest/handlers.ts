import { type AbiEvent, type AbiParameter, canonicalType, toAbiEvent } from '../runtime/index.ts'
import { ManifestError } from './errors.ts'
import type { Fields } from './fields.ts'
import type { EventHandler } from './types.ts'

type AbiEntry = {
  readonly type: string
  readonly name?: string
  readonly inputs?: readonly AbiParameter[]
  readonly anonymous?: boolean
}

/**
 * The event handlers of a mapping by first topic.
 * @param abi the parsed ABI of the data source
 * @throws ManifestError INVALID when an event is not in the ABI or has two handlers
 */
export function readHandlers(mapping: Fields, abi: unknown, file: string): Map<string, EventHandler> {
  const entries = Array.isArray(abi) ? (abi as readonly AbiEntry[]) : []
  const handlers = new Map<string, EventHandler>()
  for (const item of mapping.list('eventHandlers')) {
    const event = findEvent(entries, item.string('event'))
    if (event === undefined) {
      throw new ManifestError('INVALID', `${file}: ${item.place}.event ${item.string('event')} is not in the ABI`)
    }
    if (handlers.has(event.topic0)) {
      throw new ManifestError('INVALID', `${file}: ${item.place}.event ${event.signature} has a handler already`)
    }
    handlers.set(event.topic0, { handler: item.string('handler'), event })
  }
  return handlers
}

/** Two events can differ in what is indexed alone, so the exact declaration is looked for first. */
function findEvent(abi: readonly AbiEntry[], declaration: string): AbiEvent | undefined {
  const wanted = declaration.replace(/\s+/g, ' ').replace(/ ?([(),]) ?/g, '$1')
  const events = abi.filter((entry) => entry.type === 'event' && entry.anonymous !== true)
  const found =
    events.find((entry) => signature(entry, 'with indexed') === wanted) ??
    events.find((entry) => signature(entry, 'types only') === wanted.replaceAll('indexed ', ''))
  return found === undefined ? undefined : toAbiEvent(found.name ?? '', found.inputs ?? [])
}

function signature(entry: AbiEntry, form: 'with indexed' | 'types only'): string {
  const inputs = (entry.inputs ?? []).map((input) => {
    const prefix = form === 'with indexed' && input.indexed === true ? 'indexed ' : ''
    return prefix + canonicalType(input)
  })
  return `${entry.name}(${inputs.join(',')})`
}
