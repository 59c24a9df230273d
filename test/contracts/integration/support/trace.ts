import { type Address, getAddress, type Hex } from 'viem'
import type { Protocol } from './world.ts'

type Step = { readonly op: string; readonly depth: number; readonly stack?: readonly string[] }

/** What one transaction did to storage, by the contract whose storage it is. */
export type Writes = {
  /** Slots whose value differs afterwards. */
  readonly changed: ReadonlyMap<Address, number>
  /** Who emitted an event. */
  readonly emitters: ReadonlySet<Address>
}

/** Reads the transaction's trace. A library runs in the storage of who called it. */
export async function writesOf({ client }: Protocol, transaction: Hex): Promise<Writes> {
  const { to, contractAddress, logs } = await client.getTransactionReceipt({ hash: transaction })
  const { structLogs } = await client.request<{
    Method: 'debug_traceTransaction'
    Parameters: [Hex, object]
    ReturnType: { structLogs: readonly Step[] }
  }>({
    method: 'debug_traceTransaction',
    params: [transaction, { disableMemory: true, disableStorage: true }],
  })
  // The storage that each depth writes to.
  const at: Address[] = [getAddress(to ?? contractAddress ?? '0x')]
  const written = new Map<Address, Map<string, string>>()
  let previous: Step | undefined
  for (const step of structLogs) {
    if (previous !== undefined && step.depth > previous.depth) at[step.depth - 1] = callee(previous, at)
    if (step.op === 'SSTORE') {
      const account = at[step.depth - 1]
      const [slot, value] = [wordAt(step, 0), wordAt(step, 1)]
      if (account !== undefined) {
        const slots = written.get(account) ?? new Map<string, string>()
        written.set(account, slots.set(slot, value))
      }
    }
    previous = step
  }
  const { blockNumber } = await client.getTransactionReceipt({ hash: transaction })
  const changed = new Map<Address, number>()
  for (const [address, slots] of written) {
    for (const [slot, value] of slots) {
      const before = await client.getStorageAt({ address, slot: hex(slot), blockNumber: blockNumber - 1n })
      if (BigInt(before ?? 0) !== BigInt(hex(value))) changed.set(address, (changed.get(address) ?? 0) + 1)
    }
  }
  return { changed, emitters: new Set(logs.map(({ address }) => getAddress(address))) }
}

function callee(step: Step, at: readonly Address[]): Address {
  const own = at[step.depth - 1]
  if (own === undefined) throw new Error('a call from nowhere')
  if (step.op === 'DELEGATECALL' || step.op === 'CALLCODE') return own
  if (step.op === 'CALL' || step.op === 'STATICCALL') return getAddress(`0x${plain(wordAt(step, 1)).slice(-40)}`)
  throw new Error(`${step.op} is no call`)
}

/** The word so many below the top of the stack. */
function wordAt({ op, stack }: Step, depth: number): string {
  const word = stack?.[stack.length - 1 - depth]
  if (word === undefined) throw new Error(`the trace has no stack at ${op}`)
  return word
}

const plain = (word: string): string => word.replace(/^0x/, '').padStart(64, '0')
const hex = (word: string): Hex => `0x${plain(word)}`
