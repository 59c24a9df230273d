import { type EntityState, unpackEntity } from '../packed-entity.ts'
import { DeterministicError, type HostFunctions, type Pointer, type WasmMemory } from '../runtime/index.ts'
import type { Entity, Value } from '../types.ts'
import type { TestContext } from './context.ts'
import { TEST_LOG_LEVELS } from './logs.ts'
import { formatValue } from './values.ts'

/** What tests log and count. */
export function inspectionFunctions(memory: WasmMemory, context: TestContext): HostFunctions {
  const { schema, store, dataSource, log } = context
  const text = (pointer: Pointer): string => memory.readString(pointer)

  return {
    'log.log': (levelNumber: number, message: Pointer): void => {
      const level = TEST_LOG_LEVELS[levelNumber]
      if (level === undefined) throw new DeterministicError('Level is not supported!')
      log(level, text(message))
      if (level === 'critical') throw new DeterministicError(`Aborted by log.critical: ${text(message)}`)
    },
    countEntities: (type: Pointer): number => store.tables.get(text(type))?.size ?? 0,
    logStore: (): void => {
      const tables = [...store.tables].map(([type, table]) => [type, toPlainTable(table)])
      log('debug', pretty(Object.fromEntries(tables)))
    },
    logEntity: (typeName: Pointer, id: Pointer, showRelated: number): void => {
      const type = schema.entities.get(text(typeName))
      if (type === undefined) {
        throw new DeterministicError(`Entity "${text(typeName)}" does not match any of the schema definitions`)
      }
      const entity = store.get(type, text(id))
      const shown: Record<string, unknown> = entity === undefined ? {} : toPlain(entity)
      for (const field of entity === undefined || showRelated === 0 ? [] : type.fields) {
        if (field.derivedFrom === undefined) continue
        shown[field.name] = store.loadRelated(type, text(id), field.name).entities.map(toPlain)
      }
      log('debug', pretty(shown))
    },
    logDataSources: (template: Pointer): void => {
      const created = dataSource.created.get(text(template))
      if (created === undefined) {
        throw new DeterministicError(`(logDataSources) No template with name '${text(template)}' found.`)
      }
      const shown = [...created].map(([address, { kind, name }]) => [address, { kind, name, address }])
      log('debug', pretty(Object.fromEntries(shown)))
    },
  }
}

function toPlainTable(table: ReadonlyMap<string, Entity>): Record<string, unknown> {
  return Object.fromEntries([...table].map(([id, entity]) => [id, toPlain(entity)]))
}

function toPlain(entity: EntityState): Record<string, unknown> {
  return Object.fromEntries(Object.entries(unpackEntity(entity)).map(([name, value]) => [name, toJson(value)]))
}

function toJson(value: Value): unknown {
  if (Array.isArray(value)) return value.map(toJson)
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  return formatValue(value)
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2)
}
