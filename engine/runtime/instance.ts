import { DeterministicError, isTrap, UnsupportedImportError } from './errors.ts'
import type { GraphExports } from './heap.ts'
import { WAITING_FUNCTIONS } from './host/ethereum.ts'
import { createHost, linkImports, unsupportedImports } from './host/index.ts'
import type { Answer, HostFunctions, HostServices } from './host/services.ts'
import { writeBlock, writeCall, writeEvent, writeTransaction } from './marshal/trigger.ts'
import { WasmMemory } from './memory.ts'
import { captureState, restoreState, type State } from './state.ts'
import type { CallTrigger, ChainBlock, EventTrigger } from './trigger.ts'
import { exportMutableGlobals } from './wasm-globals.ts'
import { DEFAULT_STEPS, limitRuns, STEPS_GLOBAL } from './wasm-limits.ts'
import { trapUnread } from './wasm-unread.ts'

/** A compiled mapping, from which instances are made. */
export type MappingModule = { readonly module: WebAssembly.Module; readonly steps: number }

type SeenTransaction = EventTrigger['transaction']

/** Memory that a trigger grew beyond this is given back by making a new instance. */
const MAX_KEPT_BYTES = 64 * 1024 * 1024

/**
 * Compiles a mapping with its mutable globals exported.
 * @param steps how many passes of loops and calls of functions a handler may take
 */
export async function compileMapping(wasm: Uint8Array, steps = DEFAULT_STEPS): Promise<MappingModule> {
  const binary = limitRuns(trapUnread(exportMutableGlobals(wasm)), steps)
  return { module: await WebAssembly.compile(Buffer.from(binary)), steps }
}

/**
 * A mapping that runs handlers. graph-node gives every trigger an instance of its own; here one instance is put back to
 * its state after `_start` before each trigger, which is the same to the handler and an order of magnitude cheaper.
 */
export class MappingInstance {
  readonly #module: WebAssembly.Module
  readonly #steps: number
  readonly #services: HostServices
  readonly #memory = new WasmMemory()
  /** Whether the module asks the chain: its handlers then run on stacks of their own, to be left and entered again. */
  readonly #waits: boolean
  /** The handlers of a module that waits. */
  readonly #waiting = new Map<string, (event: number) => Promise<unknown>>()
  #exports: GraphExports
  #initial: State
  /** The block that was written last and the memory behind the snapshot with it, to be put back rather than rewritten. */
  #block: { readonly block: ChainBlock; readonly pointer: number; readonly state: State } | undefined
  /** The transaction that was written last; once a second event of it came, with the memory to be put back. */
  #transaction: { readonly transaction: SeenTransaction; readonly pointer: number; readonly state?: State } | undefined

  constructor({ module, steps }: MappingModule, services: HostServices) {
    this.#module = module
    this.#steps = steps
    this.#services = services
    this.#waits = WebAssembly.Module.imports(module).some(({ name }) => WAITING_FUNCTIONS.includes(name))
    const { exports, initial } = this.#instantiate()
    this.#exports = exports
    this.#initial = initial
  }

  /**
   * Runs a handler. Where the module asks the chain, the handler has ended when the promise has: no other may be started
   * before.
   * @throws DeterministicError when the mapping fails; the instance stays usable
   */
  runEventHandler(handler: string, event: EventTrigger): Answer<void> {
    return this.#run(handler, () => {
      const block = this.#prepare(event.block, event.transaction)
      return writeEvent(this.#memory, event, block, this.#prepareTransaction(event.transaction))
    })
  }

  /** Runs a handler of calls, as `runEventHandler` does one of events. */
  runCallHandler(handler: string, call: CallTrigger): Answer<void> {
    return this.#run(handler, () => {
      const block = this.#prepare(call.block, call.transaction)
      return writeCall(this.#memory, call, block, this.#prepareTransaction(call.transaction))
    })
  }

  /** Runs a handler of blocks, as `runEventHandler` does one of events. */
  runBlockHandler(handler: string, block: ChainBlock): Answer<void> {
    return this.#run(handler, () => this.#prepare(block))
  }

  /** Runs a handler of a file, as `runEventHandler` does one of events. */
  runFileHandler(handler: string, content: Uint8Array): Answer<void> {
    return this.#run(handler, () => {
      this.#limitMemory()
      this.#block = undefined
      this.#transaction = undefined
      restoreState(this.#exports, this.#memory, this.#initial)
      return this.#memory.writeBytes(content)
    })
  }

  #run(handler: string, writeTrigger: () => number): Answer<void> {
    const exported: unknown = Reflect.get(this.#exports, handler)
    if (!isFunction(exported)) throw new DeterministicError(`function ${handler} not found`)
    const fail = (error: unknown): never => {
      if (isTrap(error) && this.#hasNoStepsLeft())
        throw new DeterministicError(`stopped after ${this.#steps} steps of its loops and calls`, { cause: error })
      if (isTrap(error)) throw new DeterministicError(error.message, { cause: error })
      throw error
    }
    try {
      if (!this.#waits) {
        exported(writeTrigger())
        return undefined
      }
      const run = this.#waiting.get(handler) ?? WebAssembly.promising(exported)
      this.#waiting.set(handler, run)
      return run(writeTrigger()).then(() => {}, fail)
    } catch (error) {
      return fail(error)
    }
  }

  #hasNoStepsLeft(): boolean {
    const steps: unknown = Reflect.get(this.#exports, STEPS_GLOBAL)
    return steps instanceof WebAssembly.Global && steps.value === 0
  }

  /**
   * Puts the instance into its first state, with the block written behind it, and the transaction behind that if it is
   * known.
   */
  #prepare(block: ChainBlock, transaction?: SeenTransaction): number {
    this.#limitMemory()
    if (this.#block?.block === block) {
      const known = this.#transaction?.transaction === transaction ? this.#transaction?.state : undefined
      restoreState(this.#exports, this.#memory, known ?? this.#block.state)
      return this.#block.pointer
    }
    this.#transaction = undefined
    restoreState(this.#exports, this.#memory, this.#initial)
    if (this.#memory.keepNames()) {
      this.#initial = captureState(this.#exports, this.#memory)
      this.#memory.setStaticEnd(this.#memory.chunk().start)
    }
    const pointer = writeBlock(this.#memory, block)
    this.#block = { block, pointer, state: captureState(this.#exports, this.#memory) }
    return pointer
  }

  #limitMemory(): void {
    if (this.#exports.memory.buffer.byteLength <= MAX_KEPT_BYTES) return
    const { exports, initial } = this.#instantiate()
    this.#exports = exports
    this.#initial = initial
    this.#block = undefined
  }

  /** Writes the transaction behind its block, unless `#prepare` has put it back. */
  #prepareTransaction(transaction: SeenTransaction): number {
    const last = this.#transaction?.transaction === transaction ? this.#transaction : undefined
    if (last?.state !== undefined) return last.pointer
    const pointer = writeTransaction(this.#memory, transaction)
    // Most transactions have one event only, which need not pay for the copy.
    const again = last !== undefined && { state: captureState(this.#exports, this.#memory) }
    this.#transaction = { transaction, pointer, ...again }
    return pointer
  }

  #instantiate(): { exports: GraphExports; initial: State } {
    const host = createHost(this.#memory, this.#services)
    const missing = unsupportedImports(this.#module, host)
    if (missing.length > 0) throw new UnsupportedImportError(missing)
    const instance = new WebAssembly.Instance(
      this.#module,
      linkImports(this.#module, this.#waits ? suspending(host) : host),
    )
    this.#waiting.clear()
    const exports = instance.exports
    if (!isGraphExports(exports)) {
      throw new Error('the module does not export memory, allocate and id_of_type: was it compiled by graph-cli?')
    }
    this.#memory.attach(exports)
    exports._start?.()
    this.#memory.forgetChunk()
    const initial = captureState(exports, this.#memory)
    this.#memory.attach(exports, initial.bytes.length)
    return { exports, initial }
  }
}

/** V8 suspends a module only in imports that are marked, and in these only when a promise comes back. */
function suspending(host: HostFunctions): Record<string, WebAssembly.ImportValue> {
  const marked: Record<string, WebAssembly.ImportValue> = { ...host }
  for (const name of WAITING_FUNCTIONS) {
    const implementation = host[name]
    if (implementation !== undefined) marked[name] = new WebAssembly.Suspending(implementation)
  }
  return marked
}

function isFunction(value: unknown): value is (...args: number[]) => unknown {
  return typeof value === 'function'
}

function isGraphExports(exports: WebAssembly.Exports): exports is WebAssembly.Exports & GraphExports {
  const { memory, allocate, id_of_type } = exports
  return memory instanceof WebAssembly.Memory && typeof allocate === 'function' && typeof id_of_type === 'function'
}
