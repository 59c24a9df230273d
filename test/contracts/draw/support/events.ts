import assert from 'node:assert/strict'
import { type Hex, parseEventLogs } from 'viem'
import type { DrawWorld, Emitted } from './world.ts'

/** The events of pool, registry and vault in one transaction, in order. */
export async function eventsOf(world: DrawWorld, transaction: Hex): Promise<Emitted[]> {
  const { logs } = await world.client.getTransactionReceipt({ hash: transaction })
  return parseEventLogs({ abi: world.abi, logs }).map((log) => ({
    name: log.eventName,
    args: log.args as Record<string, unknown>,
  }))
}

/** The arguments of the one event of this name. */
export async function argsOf(world: DrawWorld, transaction: Hex, name: string): Promise<Record<string, unknown>> {
  const found = (await eventsOf(world, transaction)).filter((event) => event.name === name)
  assert.equal(found.length, 1, name)
  return found[0]?.args ?? {}
}
