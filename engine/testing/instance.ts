import {
  createHost,
  DeterministicError,
  type GraphExports,
  type HostFunctions,
  type HostServices,
  linkImports,
  type Pointer,
  UnsupportedImportError,
  unsupportedImports,
  WasmMemory,
} from '../runtime/index.ts'
import type { TestContext } from './context.ts'
import { REACHED } from './coverage/index.ts'
import { assertionFunctions } from './host-assertions.ts'
import { inspectionFunctions } from './host-inspection.ts'
import { mockFunctions } from './host-mocks.ts'

/** What a suite or a `describe` registers, in its order. `call` runs the function of that index in the table. */
export type Registration =
  | { readonly role: 'test'; readonly name: string; readonly shouldFail: boolean; readonly index: number }
  | { readonly role: 'describe'; readonly name: string; readonly index: number }
  | { readonly role: HookRole; readonly index: number }

const HOOK_ROLES = ['beforeAll', 'afterAll', 'beforeEach', 'afterEach'] as const

export type HookRole = (typeof HOOK_ROLES)[number]

/** A running suite. */
export type SuiteInstance = {
  /** What was registered since the last call of this, or since the start. */
  takeRegistrations(): Registration[]
  /** Runs a registered function; throws what it throws. */
  call(index: number): void
}

type SuiteExports = GraphExports & { readonly table: WebAssembly.Table }

/**
 * Instantiates a compiled suite and runs its top level, which registers its tests.
 * @throws UnsupportedImportError when it imports what neither graph-node's host nor matchstick has
 */
export function startSuite(module: WebAssembly.Module, context: TestContext): SuiteInstance {
  const memory = new WasmMemory()
  let registrations: Registration[] = []
  const callExport = (name: string, ...args: Pointer[]): void => {
    const callback: unknown = Reflect.get(exports, name)
    if (typeof callback !== 'function') throw new DeterministicError(`function ${name} not found`)
    callback(...args)
  }
  const host: HostFunctions = {
    ...runtimeFunctions(memory, context),
    ...inspectionFunctions(memory, context),
    ...mockFunctions(memory, context, callExport),
    ...assertionFunctions(memory, context),
    [REACHED]: (point: number) => context.reached(point),
    ...registerFunctions(memory, (registration) => registrations.push(registration)),
  }
  const missing = unsupportedImports(module, host)
  if (missing.length > 0) throw new UnsupportedImportError(missing)
  const { exports } = new WebAssembly.Instance(module, linkImports(module, host))
  if (!isSuiteExports(exports)) throw new Error('the suite does not export its memory, table and allocator')
  memory.attach(exports)
  exports._start?.()

  return {
    takeRegistrations: () => {
      const taken = registrations
      registrations = []
      return taken
    },
    call: (index) => {
      const run = exports.table.get(index)
      if (typeof run !== 'function') throw new Error(`the suite's table has no function ${index}`)
      run()
    },
  }
}

function runtimeFunctions(memory: WasmMemory, context: TestContext): HostFunctions {
  const { schema, store, contracts, dataSource, log } = context
  const services: HostServices = {
    schema,
    rejectUndefinedFields: true,
    entities: store,
    dataSource: () => ({ address: dataSource.address(), network: dataSource.network() }),
    log,
    createDataSource: (name, params, fields = new Map()) => dataSource.create(name, params, fields),
    ethereumCall: (call) => contracts.call(call),
  }
  const inBlock = createHost(memory, { ...services, entities: store.inBlock })
  const mockInBlockStore = inBlock['store.set']
  return { ...createHost(memory, services), ...(mockInBlockStore && { mockInBlockStore }) }
}

function registerFunctions(memory: WasmMemory, register: (registration: Registration) => void): HostFunctions {
  return {
    _registerTest: (name: Pointer, shouldFail: number, index: number): void =>
      register({ role: 'test', name: memory.readString(name), shouldFail: shouldFail !== 0, index }),
    _registerDescribe: (name: Pointer, index: number): void =>
      register({ role: 'describe', name: memory.readString(name), index }),
    _registerHook: (index: number, role: Pointer): void => {
      const named = memory.readString(role)
      const hook = HOOK_ROLES.find((candidate) => candidate === named)
      if (hook === undefined) throw new Error(`Unrecognized function type \`${named}\``)
      register({ role: hook, index })
    },
  }
}

function isSuiteExports(exports: WebAssembly.Exports): exports is WebAssembly.Exports & SuiteExports {
  const { memory, table, allocate, id_of_type } = exports
  return (
    memory instanceof WebAssembly.Memory &&
    table instanceof WebAssembly.Table &&
    typeof allocate === 'function' &&
    typeof id_of_type === 'function'
  )
}
