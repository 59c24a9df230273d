import { type EntityState, PackedEntity } from '../../packed-entity.ts'
import type { EntityType } from '../../types.ts'
import type { Pointer } from '../heap.ts'
import { readPacked } from '../marshal/read-packed.ts'
import { readEntries, writeEntity } from '../marshal/store.ts'
import { writePacked } from '../marshal/write-packed.ts'
import type { WasmMemory } from '../memory.ts'
import { TypeId } from '../type-ids.ts'
import { getEntityType, normaliseId, toEntityFields } from './entity-fields.ts'
import type { HostFunctions, HostServices } from './services.ts'

export function storeFunctions(memory: WasmMemory, services: HostServices): HostFunctions {
  const { schema, entities } = services

  function readKey(typeName: Pointer, id: Pointer, operation?: 'get' | 'remove'): { type: EntityType; id: string } {
    const type = getEntityType(schema, memory.readString(typeName), operation)
    return { type, id: normaliseId(type, memory.readString(id)) }
  }

  function write(type: EntityType, entity: EntityState): Pointer {
    return entity instanceof PackedEntity ? writePacked(memory, entity) : writeEntity(memory, type, entity)
  }

  function writeNullable(type: EntityType, entity: EntityState | undefined): Pointer {
    return entity === undefined ? 0 : write(type, entity)
  }

  return {
    'store.get': (typeName: Pointer, idText: Pointer): Pointer => {
      const { type, id } = readKey(typeName, idText, 'get')
      return writeNullable(type, entities.get(type, id))
    },
    'store.get_in_block': (typeName: Pointer, idText: Pointer): Pointer => {
      const { type, id } = readKey(typeName, idText, 'get')
      return writeNullable(type, entities.getInBlock(type, id))
    },
    'store.loadRelated': (typeName: Pointer, idText: Pointer, field: Pointer): Pointer => {
      const { type, id } = readKey(typeName, idText)
      const related = entities.loadRelated(type, id, memory.readString(field))
      const items = related.entities.map((entity) => write(related.type, entity))
      return memory.writeArray(TypeId.ArrayTypedMapStringStoreValue, items)
    },
    'store.set': (typeName: Pointer, idText: Pointer, data: Pointer): void => {
      const type = getEntityType(schema, memory.readString(typeName), 'set')
      const text = memory.readString(idText)
      const isGenerated = text === 'auto' || type.timeseries === true
      const id = isGenerated ? entities.generateId(type) : normaliseId(type, text)
      const packed = isGenerated ? undefined : readPacked(memory, type, id, data)
      if (packed !== undefined) {
        entities.set(type, id, packed)
        return
      }
      let values = readEntries(memory, data)
      if (isGenerated) values = values.filter(([name]) => name !== 'id')
      if (type.timeseries) values.push(['timestamp', { kind: 'Timestamp', value: entities.blockTime() }])
      entities.set(type, id, toEntityFields(type, id, values, services.rejectUndefinedFields))
    },
    'store.remove': (typeName: Pointer, idText: Pointer): void => {
      const { type, id } = readKey(typeName, idText, 'remove')
      entities.remove(type, id)
    },
  }
}
