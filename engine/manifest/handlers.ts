import {
  type ContractAbis,
  type DeclaredCall,
  DeclaredCallError,
  parseDeclaredCall,
  readsStruct,
} from '../calls/index.ts'
import { type AbiParameter, canonicalType, toAbiEvent } from '../runtime/index.ts'
import { ManifestError } from './errors.ts'
import type { Fields } from './fields.ts'
import type { EventHandler } from './types.ts'

type AbiEntry = {
  readonly type: string
  readonly name?: string
  readonly inputs?: readonly AbiParameter[]
  readonly anonymous?: boolean
}

/** What handlers refer to. */
export type HandlerContext = {
  /** The parsed ABI of the data source. */
  readonly abi: unknown
  /** The functions of the mapping's ABIs, for declared calls. */
  readonly functions: ContractAbis
  readonly specVersion: string
}

/** The versions of the manifest from which on calls can be declared, and take fields of structs. */
const CALLS_VERSION = '1.2.0'
const STRUCT_FIELDS_VERSION = '1.4.0'

const TOPIC_DIGITS = 64

/**
 * The event handlers of a mapping by first topic.
 * @throws ManifestError INVALID when an event is not in the ABI, or is anonymous
 */
export function readHandlers(mapping: Fields, context: HandlerContext, file: string): Map<string, EventHandler[]> {
  const entries = Array.isArray(context.abi) ? (context.abi as readonly AbiEntry[]) : []
  const handlers = new Map<string, EventHandler[]>()
  for (const item of mapping.list('eventHandlers')) {
    const entry = findEvent(entries, item.string('event'))
    if (entry === undefined) {
      throw new ManifestError('INVALID', `${file}: ${item.place}.event ${item.string('event')} is not in the ABI`)
    }
    const inputs = entry.inputs ?? []
    const event = toAbiEvent(entry.name ?? '', inputs)
    const handler = {
      handler: item.string('handler'),
      event,
      otherTopics: readTopics(item, file),
      receipt: item.isTrue('receipt'),
      calls: readCalls(item, inputs, context, file),
    }
    handlers.set(event.topic0, [...(handlers.get(event.topic0) ?? []), handler])
  }
  return handlers
}

/** Topics can be written short: an address is one, after zeros. */
function readTopics(item: Fields, file: string): (readonly string[] | null)[] {
  const topics = ['topic1', 'topic2', 'topic3'].map((name) => {
    if (!item.has(name)) return null
    return item.texts(name).map((text) => {
      const digits = text.replace(/^0x/, '').toLowerCase().padStart(TOPIC_DIGITS, '0')
      if (/^[0-9a-f]+$/.test(digits) && digits.length === TOPIC_DIGITS) return `0x${digits}`
      throw new ManifestError('INVALID', `${file}: ${item.place}.${name} ${text} is not hex of at most 32 bytes`)
    })
  })
  const used = topics.findLastIndex((values) => values !== null) + 1
  return topics.slice(0, used)
}

/** The calls that a handler declares. @throws ManifestError INVALID when one cannot be read */
function readCalls(
  handler: Fields,
  inputs: readonly AbiParameter[],
  { functions, specVersion }: HandlerContext,
  file: string,
): DeclaredCall[] {
  if (!handler.has('calls')) return []
  const calls = handler.fields('calls')
  const invalid = (problem: string) => new ManifestError('INVALID', `${file}: ${calls.place}${problem}`)
  if (specVersion < CALLS_VERSION) throw invalid(` needs specVersion ${CALLS_VERSION} or later`)
  return calls.names().map((label) => {
    try {
      const call = parseDeclaredCall(label, calls.string(label), inputs, functions)
      if (!readsStruct(call) || specVersion >= STRUCT_FIELDS_VERSION) return call
    } catch (error) {
      if (!(error instanceof DeclaredCallError)) throw error
      throw invalid(`.${label}: ${error.message}`)
    }
    throw invalid(`.${label}: fields of structs need specVersion ${STRUCT_FIELDS_VERSION} or later`)
  })
}

/** Two events can differ in what is indexed alone, so the exact declaration is looked for first. */
function findEvent(abi: readonly AbiEntry[], declaration: string): AbiEntry | undefined {
  const wanted = declaration.replace(/\s+/g, ' ').replace(/ ?([(),]) ?/g, '$1')
  const events = abi.filter((entry) => entry.type === 'event' && entry.anonymous !== true)
  return (
    events.find((entry) => signature(entry, 'with indexed') === wanted) ??
    events.find((entry) => signature(entry, 'types only') === wanted.replaceAll('indexed ', ''))
  )
}

function signature(entry: AbiEntry, form: 'with indexed' | 'types only'): string {
  const inputs = (entry.inputs ?? []).map((input) => {
    const prefix = form === 'with indexed' && input.indexed === true ? 'indexed ' : ''
    return prefix + canonicalType(input)
  })
  return `${entry.name}(${inputs.join(',')})`
}
