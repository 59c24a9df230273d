import { DeterministicError, isTrap, UnsupportedImportError } from './errors.ts'
import { createHost, linkImports, unsupportedImports } from './host/index.ts'
import type { HostServices } from './host/services.ts'
import { writeBlock, writeEvent } from './marshal/trigger.ts'
import { type GraphExports, WasmMemory } from './memory.ts'
import { captureState, restoreState, type State } from './state.ts'
import type { ChainBlock, EventTrigger } from './trigger.ts'
import { exportMutableGlobals } from './wasm-globals.ts'

/** A compiled mapping, from which instances are made. */
export type MappingModule = { readonly module: WebAssembly.Module }

/** Memory that a trigger grew beyond this is given back by making a new instance. */
const MAX_KEPT_BYTES = 64 * 1024 * 1024

/** Compiles a mapping with its mutable globals exported. */
export async function compileMapping(wasm: Uint8Array): Promise<MappingModule> {
  return { module: await WebAssembly.compile(Buffer.from(exportMutableGlobals(wasm))) }
}

/**
 * A mapping that runs handlers. graph-node gives every trigger an instance of its own; here one instance is put back to
 * its state after `_start` before each trigger, which is the same to the handler and an order of magnitude cheaper.
 */
export class MappingInstance {
  readonly #module: WebAssembly.Module
  readonly #services: HostServices
  readonly #memory = new WasmMemory()
  #exports: GraphExports
  #initial: State
  /** The block that was written last and the memory behind the snapshot with it, to be put back rather than rewritten. */
  #block: { readonly block: ChainBlock; readonly pointer: number; readonly state: State } | undefined

  constructor({ module }: MappingModule, services: HostServices) {
    this.#module = module
    this.#services = services
    const { exports, initial } = this.#instantiate()
    this.#exports = exports
    this.#initial = initial
  }

  /**
   * Runs a handler.
   * @throws DeterministicError when the mapping fails; the instance stays usable
   */
  runEventHandler(handler: string, event: EventTrigger): void {
    const run: unknown = Reflect.get(this.#exports, handler)
    if (typeof run !== 'function') throw new DeterministicError(`function ${handler} not found`)
    const block = this.#prepare(event.block)
    try {
      run(writeEvent(this.#memory, event, block))
    } catch (error) {
      if (isTrap(error)) throw new DeterministicError(`${error.message} in handler ${handler}`, { cause: error })
      throw error
    }
  }

  /** Puts the instance into its first state, with the block written behind it. */
  #prepare(block: ChainBlock): number {
    if (this.#exports.memory.buffer.byteLength > MAX_KEPT_BYTES) {
      const { exports, initial } = this.#instantiate()
      this.#exports = exports
      this.#initial = initial
      this.#block = undefined
    }
    if (this.#block?.block === block) {
      restoreState(this.#exports, this.#memory, this.#block.state)
      return this.#block.pointer
    }
    restoreState(this.#exports, this.#memory, this.#initial)
    const pointer = writeBlock(this.#memory, block)
    this.#block = { block, pointer, state: captureState(this.#exports, this.#memory) }
    return pointer
  }

  #instantiate(): { exports: GraphExports; initial: State } {
    const host = createHost(this.#memory, this.#services)
    const missing = unsupportedImports(this.#module, host)
    if (missing.length > 0) throw new UnsupportedImportError(missing)
    const instance = new WebAssembly.Instance(this.#module, linkImports(this.#module, host))
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

function isGraphExports(exports: WebAssembly.Exports): exports is WebAssembly.Exports & GraphExports {
  const { memory, allocate, id_of_type } = exports
  return memory instanceof WebAssembly.Memory && typeof allocate === 'function' && typeof id_of_type === 'function'
}
