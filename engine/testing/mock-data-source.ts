import { DeterministicError, type StoreValue } from '../runtime/index.ts'

/** The context of a data source, by field name. */
export type Context = ReadonlyMap<string, StoreValue>

export type CreatedDataSource = {
  readonly kind: string
  readonly name: string
  readonly address: string
  readonly context: Context
}

/** What `dataSource.create` made, by template, then by address or CID. */
export type DataSources = ReadonlyMap<string, ReadonlyMap<string, CreatedDataSource>>

/** The data source that tests see: its own values, and those that they create from templates. */
export type MockDataSource = {
  readonly created: DataSources
  /** @throws DeterministicError when the manifest has no such template */
  create(name: string, params: readonly string[], context: Context): void
  /** `address`: 20 bytes of hex, or a CID, whose text then stands for the address. */
  setReturnValues(address: string, network: string, context: Context): void
  address(): Uint8Array
  network(): string
  context(): Context
}

const ZERO_ADDRESS = `0x${'00'.repeat(20)}`

/** @param templates kind by name, from the manifest */
export function createMockDataSource(templates: ReadonlyMap<string, string>): MockDataSource {
  const created = new Map([...templates.keys()].map((name) => [name, new Map<string, CreatedDataSource>()]))
  let current: { address: string; network: string; context: Context } = {
    address: ZERO_ADDRESS,
    network: 'mainnet',
    context: new Map(),
  }
  return {
    created,
    create: (name, params, context) => {
      const kind = templates.get(name)
      if (kind === undefined) {
        throw new DeterministicError(
          `Failed to create data source from name \`${name}\`: No template with this name available. ` +
            `Available names: ${[...templates.keys()].join(', ')}.`,
        )
      }
      const address = params[0] ?? ''
      created.get(name)?.set(address, { kind, name, address, context })
    },
    setReturnValues: (address, network, context) => {
      current = { address, network, context }
    },
    address: () => addressBytes(current.address),
    network: () => current.network,
    context: () => current.context,
  }
}

function addressBytes(address: string): Uint8Array {
  const [, digits] = /^(?:0x)?([0-9a-fA-F]{40})$/.exec(address) ?? []
  return digits === undefined ? Buffer.from(address, 'utf8') : Buffer.from(digits, 'hex')
}
