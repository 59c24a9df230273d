import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Abi, AbiParameter } from 'viem'
import { parse } from 'yaml'
import { type ContractName, loadContracts } from '../../cli/chain/contracts.ts'
import { OUTPUT_DIRS } from '../../scripts/build.ts'

const SUBGRAPH = join(import.meta.dirname, '../../subgraph')
/** The first account of anvil's default mnemonic. */
const DEPLOYER = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'

type DataSource = {
  readonly name: string
  readonly network: string
  readonly source: { readonly address: string }
  readonly mapping: {
    readonly abis: readonly { readonly file: string }[]
    readonly eventHandlers: readonly { readonly event: string; readonly handler: string }[]
  }
}

const { dataSources }: { dataSources: readonly DataSource[] } = parse(
  readFileSync(join(SUBGRAPH, 'subgraph.yaml'), 'utf8'),
)

/** Handlers by event signature, as an interface's ABI asks for them. */
function expectedHandlers(file: string): [event: string, handler: string][] {
  const { abi }: { abi: Abi } = JSON.parse(readFileSync(join(SUBGRAPH, file), 'utf8'))
  return abi
    .filter((item) => item.type === 'event')
    .map(({ name, inputs }): [string, string] => {
      const types = inputs.map((input) =>
        'indexed' in input && input.indexed ? `indexed ${typeOf(input)}` : typeOf(input),
      )
      return [`${name}(${types.join(',')})`, `handle${name}`]
    })
    .sort()
}

/** A type as the manifest writes it: a tuple by its members. */
function typeOf(input: AbiParameter): string {
  if (!('components' in input)) return input.type
  return `(${input.components.map(typeOf).join(',')})${input.type.slice('tuple'.length)}`
}

const contracts = loadContracts(OUTPUT_DIRS.artifacts, DEPLOYER)

for (const { name, network, source, mapping } of dataSources) {
  test(`${name} has a handler for every event of its interface, and no other`, () => {
    const expected = mapping.abis.flatMap(({ file }) => expectedHandlers(file))
    assert.ok(expected.length > 0)
    const actual = mapping.eventHandlers.map(({ event, handler }) => [event, handler])
    assert.deepEqual(actual.sort(), expected)
  })

  test(`${name} is at the address that the local deployment gives it`, () => {
    assert.equal(network, 'local')
    assert.equal(source.address, contracts[name as ContractName].address)
  })
}
