import type { Pointer } from '../heap.ts'
import { readEntity, writeContext } from '../marshal/store.ts'
import type { WasmMemory } from '../memory.ts'
import type { HostFunctions, HostServices } from './services.ts'

export function dataSourceFunctions(memory: WasmMemory, services: HostServices): HostFunctions {
  const { createDataSource } = services
  const readStrings = (array: Pointer) => memory.readArray(array).map((item) => memory.readString(item))
  return {
    'dataSource.address': (): Pointer => memory.writeBytes(services.dataSource().address),
    'dataSource.network': (): Pointer => memory.writeString(services.dataSource().network),
    'dataSource.context': (): Pointer => writeContext(memory, services.dataSource().context),
    ...(createDataSource && {
      'dataSource.create': (name: Pointer, params: Pointer): void =>
        createDataSource(memory.readString(name), readStrings(params)),
      'dataSource.createWithContext': (name: Pointer, params: Pointer, context: Pointer): void =>
        createDataSource(memory.readString(name), readStrings(params), readEntity(memory, context)),
    }),
  }
}
