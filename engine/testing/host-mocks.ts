import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  DeterministicError,
  type HostFunctions,
  type Pointer,
  parseJson,
  readEntity,
  readEthereumValue,
  type WasmMemory,
  writeEntity,
  writeJson,
} from '../runtime/index.ts'
import type { EntityType, FieldDef, ScalarName, Value } from '../types.ts'
import type { TestContext } from './context.ts'
import type { Context } from './mock-data-source.ts'

/** Calls a function that the module exports. */
export type CallExport = (name: string, ...args: Pointer[]) => void

/** What tests mock: contract functions, the data source, IPFS files, the store. */
export function mockFunctions(memory: WasmMemory, context: TestContext, callExport: CallExport): HostFunctions {
  const { contracts, dataSource, store, ipfsFiles, subgraphDir } = context
  const text = (pointer: Pointer): string => memory.readString(pointer)
  const values = (pointer: Pointer) => memory.readArray(pointer).map((item) => readEthereumValue(memory, item))
  const readIpfs = (hash: string): Uint8Array => {
    const path = ipfsFiles.get(hash)
    if (path === undefined) throw new DeterministicError(`IPFS file \`${hash}\` not found`)
    return readTestFile(subgraphDir, path)
  }

  return {
    mockFunction: (
      address: Pointer,
      name: Pointer,
      signature: Pointer,
      args: Pointer,
      outputs: Pointer,
      reverts: number,
    ): void =>
      contracts.mock({
        address: memory.viewBytes(address).slice(),
        name: text(name),
        signature: text(signature),
        args: values(args),
        outputs: reverts === 0 ? values(outputs) : null,
      }),
    'dataSourceMock.setReturnValues': (address: Pointer, network: Pointer, fields: Pointer): void =>
      dataSource.setReturnValues(text(address), text(network), readEntity(memory, fields)),
    'dataSource.context': (): Pointer => writeContext(memory, dataSource.context()),
    clearStore: (): void => store.clear(),
    clearInBlockStore: (): void => store.clearInBlock(),
    readFile: (path: Pointer): Pointer => memory.writeBytes(readTestFile(subgraphDir, text(path))),
    mockIpfsFile: (hash: Pointer, path: Pointer): void => {
      ipfsFiles.set(text(hash), text(path))
    },
    'ipfs.cat': (hash: Pointer): Pointer => memory.writeBytes(readIpfs(text(hash))),
    'ipfs.map': (hash: Pointer, callback: Pointer, userData: Pointer): void => {
      const document = parseJson(readIpfs(text(hash)))
      if (document.kind !== 'array') throw new DeterministicError(`IPFS file \`${text(hash)}\` is not a JSON array`)
      for (const item of document.value) callExport(text(callback), writeJson(memory, item), userData)
    },
  }
}

function readTestFile(subgraphDir: string, path: string): Uint8Array {
  try {
    return readFileSync(resolve(subgraphDir, path))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new DeterministicError(`Failed to read file \`${path}\` with error: ${reason}`, { cause: error })
  }
}

/** A context has no type in the schema: its values tell the types. */
function writeContext(memory: WasmMemory, context: Context): Pointer {
  const fields: FieldDef[] = []
  const entity: Record<string, Value> = {}
  for (const [name, stored] of context) {
    if (stored.kind === 'Null') continue
    const list = stored.kind === 'List'
    const kind = list ? (stored.value[0]?.kind ?? 'String') : stored.kind
    const scalar: ScalarName = kind === 'List' || kind === 'Null' ? 'String' : kind
    fields.push({ name, kind: 'scalar', typeName: scalar, scalar, list, nonNull: true })
    entity[name] = list ? stored.value.map((item) => (item.kind === 'List' ? null : item.value)) : stored.value
  }
  const type: EntityType = { name: 'DataSourceContext', immutable: false, idScalar: 'String', fields }
  return writeEntity(memory, type, entity)
}
