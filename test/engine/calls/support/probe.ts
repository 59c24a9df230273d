import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import solc from 'solc'
import { encodeFunctionData, parseAbi } from 'viem'
import { type Engine, type EngineOptions, startEngine } from '../../../../engine/index.ts'
import { buildFixture } from '../../support/build-fixture.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { type LocalChain, startLocalChain } from '../../support/local-chain.ts'
import { collectLogs } from '../../support/loggers.ts'

/** Where the fixture `probe` expects its contract. */
export const PROBE = '0x00000000000000000000000000000000000c0de2'
export const FIXTURES = join(import.meta.dirname, '..', 'fixtures')

const ABI = parseAbi(['function ask(address who, uint256 value, string what) payable'])

/** An anvil with the contract of the fixture, stopped after the test. */
export async function probeChain(t: TestContext): Promise<LocalChain> {
  const chain = await startLocalChain()
  t.after(() => chain.close())
  await chain.request('anvil_setCode', [PROBE, compileProbe()])
  await chain.mine(1)
  return chain
}

/** A transaction that sets the probe's value and makes the mapping run a case. */
export function ask(what: string, value: number, who = 1): { to: string; data: string } {
  const address = `0x${who.toString(16).padStart(40, '0')}` as const
  return { to: PROBE, data: encodeFunctionData({ abi: ABI, args: [address, BigInt(value), what] }) }
}

/** The fixture's build folder. */
export const buildProbe = () => buildFixture('probe', FIXTURES)

/** An engine on the fixture, stopped after the test. */
export async function startProbe(
  t: TestContext,
  rpcUrl: string,
  options: Partial<EngineOptions> = {},
): Promise<Engine & { readonly lines: readonly string[] }> {
  const { logger, lines } = collectLogs()
  const storePath = join(temporaryFolder(t), 'store.sqlite')
  const buildDir = await buildProbe()
  const engine = await startEngine({ buildDir, rpcUrl, storePath, pollIntervalMs: 20, logger, ...options })
  t.after(() => engine.stop().catch(() => {}))
  return { ...engine, lines }
}

function compileProbe(): string {
  const content = readFileSync(join(FIXTURES, 'probe', 'Probe.sol'), 'utf8')
  const settings = {
    optimizer: { enabled: true },
    evmVersion: 'cancun',
    outputSelection: { '*': { '*': ['evm.deployedBytecode.object'] } },
  }
  const input = { language: 'Solidity', sources: { 'Probe.sol': { content } }, settings }
  const output = JSON.parse(solc.compile(JSON.stringify(input))) as {
    contracts: { 'Probe.sol': { Probe: { evm: { deployedBytecode: { object: string } } } } }
  }
  return `0x${output.contracts['Probe.sol'].Probe.evm.deployedBytecode.object}`
}
