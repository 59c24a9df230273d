/** The part of V8's WebAssembly API that the engine uses: TypeScript ships it only with the types of browsers. */
declare namespace WebAssembly {
  type ExportValue = Memory | Global | Table | ((...args: never[]) => unknown)
  type ImportValue = ExportValue | Suspending | number
  type Exports = Readonly<Record<string, ExportValue>>
  type Imports = Record<string, Record<string, ImportValue>>

  class Module {
    constructor(bytes: Uint8Array)
    static imports(module: Module): { module: string; name: string; kind: string }[]
    static exports(module: Module): { name: string; kind: string }[]
  }
  class Instance {
    constructor(module: Module, imports?: Imports)
    readonly exports: Exports
  }
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number })
    readonly buffer: ArrayBuffer
  }
  class Global {
    value: number | bigint
  }
  class Table {
    readonly length: number
    get(index: number): unknown
  }
  class RuntimeError extends Error {}
  /** An import that may return a promise: the module then waits for it. Its exports must be called by `promising`. */
  class Suspending {
    constructor(implementation: (...args: never[]) => unknown)
  }

  function compile(bytes: Uint8Array): Promise<Module>
  /** An export that can wait for suspending imports. */
  function promising(exported: (...args: never[]) => unknown): (...args: number[]) => Promise<unknown>
}
