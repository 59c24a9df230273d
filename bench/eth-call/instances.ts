import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createHost, linkImports } from '../../engine/runtime/host/index.ts'
import {
  type AbiFunction,
  type Answer,
  type ChainBlock,
  compileMapping,
  decodeOutputs,
  type EthereumValue,
  type EventTrigger,
  encodeCall,
  type GraphExports,
  type HostServices,
  MappingInstance,
  type MappingModule,
  toAbiFunction,
  WasmMemory,
} from '../../engine/runtime/index.ts'
import { writeBlock, writeEvent, writeTransaction } from '../../engine/runtime/marshal/trigger.ts'
import { captureState, restoreState } from '../../engine/runtime/state.ts'
import { buildProbe, PROBE } from '../../test/engine/calls/support/probe.ts'
import type { Ask } from './asks.ts'

/** The mapping of the fixture `probe`, whose case `calls` calls `over(uint256)` as often as the event says. */
export type Probe = { readonly module: MappingModule; readonly block: ChainBlock; readonly called: AbiFunction }

/** One way to run handlers. `same`: each asks what the first asked; `new`: what none asked before. */
export type Mode = { run(calls: number, handlers: number, questions: 'same' | 'new'): Promise<void> }

const HANDLER = 'handleAsked'
const NUMBER = { name: 'x', type: 'uint256' }
const ZERO = `0x${'00'.repeat(32)}`
const SENDER = `0x${'11'.repeat(20)}`

export async function loadProbe(blockHash: string): Promise<Probe> {
  const wasm = await readFile(join(await buildProbe(), 'Probe', 'Probe.wasm'))
  const hashes = { hash: blockHash, parentHash: ZERO, sha3Uncles: ZERO, stateRoot: ZERO, transactionsRoot: ZERO }
  const numbers = { number: '0x1', gasUsed: '0x0', gasLimit: '0x0', timestamp: '0x1' }
  const block = { ...hashes, ...numbers, receiptsRoot: ZERO, miner: SENDER }
  const called = toAbiFunction('over', { inputs: [NUMBER], outputs: [NUMBER] })
  return { module: await compileMapping(wasm), block, called }
}

let asked = 0

/** An event for the case `calls`. The first argument of its calls is the log index. */
export function eventFor({ block }: Probe, calls: number, questions: 'same' | 'new'): EventTrigger {
  if (questions === 'new') asked += calls
  const numbers = { transactionIndex: '0x0', value: '0x0', gas: '0x0', gasPrice: '0x0', nonce: '0x0' }
  const value = { kind: 'uint', value: BigInt(calls) } as const
  const who = { kind: 'address', value: Buffer.from(SENDER.slice(2), 'hex') } as const
  return {
    block,
    transaction: { ...numbers, hash: ZERO, from: SENDER, to: PROBE, input: '0x' },
    address: PROBE,
    logIndex: questions === 'new' ? asked : 0,
    params: [
      { name: 'who', value: who },
      { name: 'value', value },
      { name: 'what', value: { kind: 'string', value: 'calls' } },
      { name: 'pair', value: { kind: 'tuple', value: [who, value] } },
    ],
  }
}

/** Services that answer calls from memory, and by `ask` what is not there. */
export function servicesFor({ called, block }: Probe, ask: (data: string, blockHash: string) => Answer<string>) {
  const answers = new Map<string, string>()
  const read = (result: string) => decodeOutputs(called, Buffer.from(result.slice(2), 'hex')) ?? null
  const keep = (data: string, result: string): readonly EthereumValue[] | null => {
    answers.set(data, result)
    return read(result)
  }
  const services: HostServices = {
    schema: {
      source: '',
      entities: new Map(),
      interfaces: new Map(),
      aggregations: new Map(),
      enums: new Map(),
      searches: [],
    },
    rejectUndefinedFields: true,
    entities: {} as HostServices['entities'],
    dataSource: () => ({ address: Buffer.from(PROBE.slice(2), 'hex'), network: 'local' }),
    log: () => {},
    createDataSource: () => {},
    ethereumCall: ({ args }) => {
      const data = `0x${Buffer.from(encodeCall(called, args)).toString('hex')}`
      const kept = answers.get(data)
      if (kept !== undefined) return read(kept)
      const answer = ask(data, block.hash)
      return typeof answer === 'string' ? keep(data, answer) : answer.then((result) => keep(data, result))
    },
    ethereumBalance: () => 0n,
    ethereumHasCode: () => true,
  }
  return { services, answers }
}

/** The engine's own instance. */
export function createEngineInstance(probe: Probe, ask: Ask): Mode {
  const instance = new MappingInstance(probe.module, servicesFor(probe, ask).services)
  return {
    async run(calls, handlers, questions) {
      for (let i = 0; i < handlers; i++) await instance.runEventHandler(HANDLER, eventFor(probe, calls, questions))
    },
  }
}

/** The engine's instance without suspension: every host function returns at once, or throws. */
export function createPlainInstance(probe: Probe, ask: (data: string, blockHash: string) => string): Mode {
  const run = createRunner(probe, servicesFor(probe, ask).services)
  return {
    async run(calls, handlers, questions) {
      for (let i = 0; i < handlers; i++) run(eventFor(probe, calls, questions))
    },
  }
}

/** Runs a handler on an instance that is put back before each. */
export function createRunner({ module, block }: Probe, services: HostServices): (event: EventTrigger) => void {
  const memory = new WasmMemory()
  const instance = new WebAssembly.Instance(module.module, linkImports(module.module, createHost(memory, services)))
  const exports = instance.exports as WebAssembly.Exports & GraphExports
  memory.attach(exports)
  exports._start?.()
  memory.forgetChunk()
  memory.attach(exports, captureState(exports, memory).bytes.length)
  const pointer = writeBlock(memory, block)
  const state = captureState(exports, memory)
  const handler = exports[HANDLER] as (event: number) => void
  return (event) => {
    restoreState(exports, memory, state)
    handler(writeEvent(memory, event, pointer, writeTransaction(memory, event.transaction)))
  }
}
