import { type HostFunctions, type Pointer, readEthereumValue, type WasmMemory } from '../runtime/index.ts'
import {
  checkDataSourceCount,
  checkDataSourceExists,
  checkEquals,
  checkFieldEquals,
  checkNotInStore,
  type Outcome,
} from './assertions.ts'
import type { TestContext } from './context.ts'

/** `_assert.*` of matchstick-as: each tells the module whether it holds and logs why not. */
export function assertionFunctions(memory: WasmMemory, { store, dataSource, log }: TestContext): HostFunctions {
  const text = (pointer: Pointer): string => memory.readString(pointer)

  /** The function and its `...WithMessage` twin, whose message comes last and replaces that of a mismatch. */
  function pair<T extends Pointer[]>(name: string, check: (...args: T) => Outcome): HostFunctions {
    const report = (outcome: Outcome, message: string | undefined): number => {
      if (outcome === undefined) return 1
      log('error', outcome.isMismatch && message !== undefined ? `(assert.${name}) ${message}` : outcome.message)
      return 0
    }
    return {
      [`_assert.${name}`]: (...args: T) => report(check(...args), undefined),
      [`_assert.${name}WithMessage`]: (...args: [...T, Pointer]) => {
        const message = args[args.length - 1] ?? 0
        return report(check(...(args.slice(0, -1) as T)), text(message))
      },
    }
  }

  return {
    ...pair('fieldEquals', (type: Pointer, id: Pointer, field: Pointer, expected: Pointer) =>
      checkFieldEquals(store.tables, text(type), text(id), text(field), text(expected)),
    ),
    ...pair('equals', (expected: Pointer, actual: Pointer) =>
      checkEquals(readEthereumValue(memory, expected), readEthereumValue(memory, actual)),
    ),
    ...pair('notInStore', (type: Pointer, id: Pointer) => checkNotInStore(store.tables, text(type), text(id))),
    ...pair('dataSourceCount', (template: Pointer, expected: number) =>
      checkDataSourceCount(dataSource.created, text(template), expected),
    ),
    ...pair('dataSourceExists', (template: Pointer, address: Pointer) =>
      checkDataSourceExists(dataSource.created, text(template), text(address)),
    ),
  }
}
