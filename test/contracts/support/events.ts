import { type Hex, parseEventLogs } from 'viem'
import type { World } from './world.ts'

export type Emitted = { name: string; args: Record<string, unknown> }

/** Where events are read. */
export type Chain = Pick<World, 'client' | 'market' | 'vault'>

/** The events of the market and the vault in one transaction, in order. */
export async function eventsOf(world: Chain, transaction: Hex): Promise<Emitted[]> {
  const receipt = await world.client.getTransactionReceipt({ hash: transaction })
  const ours = receipt.logs.filter((log) =>
    [world.market.address, world.vault.address].some((address) => address.toLowerCase() === log.address.toLowerCase()),
  )
  return parseEventLogs({ abi: [...world.market.abi, ...world.vault.abi], logs: ours }).map((log) => ({
    name: log.eventName,
    args: log.args as Record<string, unknown>,
  }))
}

/** The arguments of each event of this name. */
export async function argsOf(world: Chain, transaction: Hex, name: string): Promise<Record<string, unknown>[]> {
  const events = await eventsOf(world, transaction)
  return events.filter((event) => event.name === name).map((event) => event.args)
}
