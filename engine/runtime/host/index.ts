import type { WasmMemory } from '../memory.ts'
import { bigDecimalFunctions } from './bigdecimal.ts'
import { bigIntFunctions } from './bigint.ts'
import { conversionFunctions } from './conversion.ts'
import { cryptoFunctions } from './crypto.ts'
import { dataSourceFunctions } from './datasource.ts'
import { ensFunctions } from './ens.ts'
import { ethereumFunctions } from './ethereum.ts'
import { jsonFunctions } from './json.ts'
import { logFunctions } from './log.ts'
import { refusedFunctions } from './refused.ts'
import type { HostFunctions, HostServices } from './services.ts'
import { storeFunctions } from './store.ts'
import { yamlFunctions } from './yaml.ts'

/** The host functions of graph-node by field name, composed over a module's memory and the services around it. */
export function createHost(memory: WasmMemory, services: HostServices): HostFunctions {
  return {
    ...storeFunctions(memory, services),
    ...bigIntFunctions(memory),
    ...bigDecimalFunctions(memory),
    ...conversionFunctions(memory),
    ...cryptoFunctions(memory),
    ...jsonFunctions(memory),
    ...ensFunctions(memory, services),
    ...refusedFunctions(),
    ...yamlFunctions(memory),
    ...ethereumFunctions(memory, services),
    ...dataSourceFunctions(memory, services),
    ...logFunctions(memory, services),
  }
}

/**
 * The import object of a module: host functions are matched by field name alone, since the module name of an import is
 * that of the graph-ts source file.
 */
export function linkImports(
  module: WebAssembly.Module,
  host: Readonly<Record<string, WebAssembly.ImportValue>>,
): WebAssembly.Imports {
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {}
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    const implementation = host[name]
    if (implementation === undefined) continue
    imports[from] ??= {}
    imports[from][name] = implementation
  }
  return imports
}

/** The host functions that a module imports and `host` lacks, by field name. */
export function unsupportedImports(module: WebAssembly.Module, host: HostFunctions): string[] {
  const names = WebAssembly.Module.imports(module).map((entry) => entry.name)
  return [...new Set(names)].filter((name) => host[name] === undefined)
}
