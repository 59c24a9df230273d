import { type Rpc, RpcError } from '../chain/index.ts'
import {
  AbiError,
  type AbiFunction,
  type Answer,
  DeterministicError,
  decodeOutputs,
  type EthereumValue,
  encodeCall,
  type HostServices,
  type SmartContractCall,
} from '../runtime/index.ts'
import type { BlockPtr, Logger } from '../types.ts'
import { type CallCache, keyOf, type Question, type Result } from './cache.ts'
import { isRevert, lacksState } from './revert.ts'

/** The functions of the contracts that a data source may call, by the name of the ABI in the manifest. */
export type ContractAbis = ReadonlyMap<string, readonly AbiFunction[]>

/** A call of a contract, encoded. */
export type ContractCall = {
  readonly address: Uint8Array
  readonly data: Uint8Array
  /** For messages: `Token.balanceOf` */
  readonly name: string
}

/** The host functions that ask the chain. */
export type CallServices = Required<Pick<HostServices, 'ethereumCall' | 'ethereumBalance' | 'ethereumHasCode'>>

/** What mappings ask the chain, always about the block whose handlers run. */
export type ChainCalls = {
  /** The block that the next questions are about. */
  enterBlock(block: BlockPtr): void
  /** For the mapping of one data source. An answer that is not kept comes as a promise, which fails with RpcError. */
  services(source: { readonly abis: ContractAbis; readonly apiVersion: string }): CallServices
  /** Asks ahead for what handlers of the block are going to ask. A call that fails is logged: the handler asks again. */
  prefetch(calls: readonly ContractCall[]): Promise<void>
}

export type ChainCallsOptions = {
  readonly rpc: Rpc
  readonly cache: CallCache
  readonly logger: Logger
}

/** The gas of each call, as graph-node gives it. */
const CALL_GAS = '0x2faf080'
/** Requests under way at a time. */
const MAX_PARALLEL = 16
const GET_BALANCE_VERSION = '0.0.9'

export function createChainCalls({ rpc, cache, logger }: ChainCallsOptions): ChainCalls {
  let block: BlockPtr | undefined

  function ask<T>(question: Omit<Question, 'blockHash'>, name: string, read: (result: Result) => T): Answer<T> {
    if (block === undefined) throw new DeterministicError(`${name} was called before the first block`)
    const at = block
    const key = keyOf({ ...question, blockHash: at.hash })
    const kept = cache.find(key)
    if (kept !== undefined) return read(kept)
    return request(rpc, question, name, at).then((result) => {
      cache.keep(key, result)
      return read(result)
    })
  }

  function call({ address, data, name }: ContractCall): Answer<Result> {
    return ask({ kind: 'call', address, data }, name, (result) => result)
  }

  return {
    enterBlock: (entered) => {
      block = entered
    },
    services: ({ abis, apiVersion }) => {
      const refuseBefore = (name: string) => {
        if (apiVersion >= GET_BALANCE_VERSION) return
        throw new DeterministicError(`${name} call is not supported before API version ${GET_BALANCE_VERSION}`)
      }
      const none = new Uint8Array()
      return {
        ethereumCall: (asked) => {
          const abiFunction = getFunction(abis, asked)
          const name = `${asked.contractName}.${asked.functionName}`
          const question = { kind: 'call', address: asked.address, data: encode(abiFunction, asked) } as const
          return ask(question, name, (result) => toOutputs(abiFunction, result))
        },
        ethereumBalance: (address) => {
          refuseBefore('ethereum.getBalance')
          return ask({ kind: 'balance', address, data: none }, 'ethereum.getBalance', (wei) => BigInt(wei ?? 0))
        },
        ethereumHasCode: (address) => {
          refuseBefore('ethereum.hasCode')
          return ask({ kind: 'code', address, data: none }, 'ethereum.hasCode', (code) => Number(code) !== 0)
        },
      }
    },
    prefetch: async (calls) => {
      const distinct = [...new Map(calls.map((item) => [identify(item), item])).values()]
      const next = distinct.values()
      const work = async () => {
        for (const item of next) {
          try {
            await call(item)
          } catch (error) {
            if (!(error instanceof RpcError)) throw error
            logger.warn('a declared call failed', { call: item.name, error: error.message })
          }
        }
      }
      await Promise.all(Array.from({ length: Math.min(MAX_PARALLEL, distinct.length) }, work))
    },
  }
}

/** @throws RpcError for whatever is not an answer about this block: asking again may bring one */
async function request(
  rpc: Rpc,
  { kind, address, data }: Omit<Question, 'blockHash'>,
  name: string,
  block: BlockPtr,
): Promise<Result> {
  const to = hex(address)
  // By hash (EIP-1898): a number would be answered from whichever block has it by now.
  const at = { blockHash: block.hash }
  try {
    if (kind === 'call') return asBytes(await rpc.call('eth_call', [{ to, data: hex(data), gas: CALL_GAS }, at]), rpc)
    if (kind === 'code') return asBytes(await rpc.call('eth_getCode', [to, at]), rpc).length > 2 ? '0x01' : '0x00'
    return asBytes(evenDigits(await rpc.call('eth_getBalance', [to, at])), rpc)
  } catch (error) {
    if (!(error instanceof RpcError)) throw error
    if (kind === 'call' && error.answer !== undefined && isRevert(error.answer)) return null
    const lacking = error.answer !== undefined && lacksState(error.answer)
    const advice = lacking
      ? ': the node has no state for this block; give the URL of a node that keeps old states (--rpc, rpcUrl)'
      : ''
    const message = `${name} at ${to} in block ${block.number}: ${error.message}${advice}`
    throw new RpcError(error.code, message, {
      retryable: error.retryable,
      cause: error,
      ...(error.answer !== undefined && { answer: error.answer }),
    })
  }
}

function asBytes(answer: unknown, rpc: Rpc): string {
  if (typeof answer === 'string' && /^0x([0-9a-f]{2})*$/i.test(answer)) return answer
  throw new RpcError('MALFORMED', `the answer of ${rpc.shown} is not hex`, { retryable: true })
}

/** A quantity has no leading zeros. */
function evenDigits(quantity: unknown): unknown {
  return typeof quantity === 'string' && quantity.length % 2 === 1 ? `0x0${quantity.slice(2)}` : quantity
}

/** @throws DeterministicError when no ABI of the data source has the function */
function getFunction(
  abis: ContractAbis,
  { contractName, functionName, functionSignature }: SmartContractCall,
): AbiFunction {
  const functions = abis.get(contractName)
  if (functions === undefined) {
    throw new DeterministicError(
      `Could not find ABI for contract "${contractName}", try adding it to the 'abis' section of the subgraph manifest`,
    )
  }
  const named = functions.filter(({ name }) => name === functionName)
  const found = named.find(({ signature }) => signature === functionSignature)
  if (found !== undefined) return found
  const detail = named.length === 0 ? '' : ` with signature \`${functionSignature}\``
  throw new DeterministicError(`Unknown function "${contractName}::${functionName}"${detail} called from WASM runtime`)
}

function encode(abiFunction: AbiFunction, { contractName, functionName, args }: SmartContractCall): Uint8Array {
  try {
    return encodeCall(abiFunction, args)
  } catch (error) {
    if (!(error instanceof AbiError)) throw error
    throw new DeterministicError(
      `Failed to call function "${functionName}" of contract "${contractName}": ${error.message}`,
      { cause: error },
    )
  }
}

/** Every function returns something: nothing, and what is no answer of this function, count as a revert. */
function toOutputs(abiFunction: AbiFunction, result: Result): readonly EthereumValue[] | null {
  if (result === null || result === '0x') return null
  return decodeOutputs(abiFunction, Buffer.from(result.slice(2), 'hex')) ?? null
}

function identify({ address, data }: ContractCall): string {
  return `${hex(address)} ${hex(data)}`
}

function hex(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`
}
