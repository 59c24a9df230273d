import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { connectRpc } from '../../../cli/chain/rpc.ts'
import type { Summary } from '../../../cli/run/summary.ts'
import type { Command } from './command.ts'

/** Names in a folder, without the caches that the builders put among temporary files when something is stale. */
export function filesIn(path: string): string[] {
  return readdirSync(path)
    .filter((name) => !/^(tsx-\d+|node-compile-cache)$/.test(name))
    .sort()
}

/** Nobody listens there any more: the chain of a run has ended. */
export async function assertNobodyListens(port: number): Promise<void> {
  await assert.rejects(connectRpc(`http://127.0.0.1:${port}`).call('eth_chainId'), /does not answer/)
}

/** Waits until the chain of a running command has so many blocks. */
export async function waitForBlocks({ child }: Command, port: number, blocks: number): Promise<number> {
  const rpc = connectRpc(`http://127.0.0.1:${port}`)
  for (;;) {
    const block = Number(await rpc.call<string>('eth_blockNumber').catch(() => '0x0'))
    if (block >= blocks) return block
    if (child.exitCode !== null) throw new Error(`the command ended with ${child.exitCode} before block ${blocks}`)
    await delay(5)
  }
}

/** The child processes of a process, theirs included. */
export function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  return children.flatMap((child) => [child, ...childrenOf(child)])
}

/** The summary that `--json` prints first. */
export function summaryOf(out: string): Summary & { url?: string; rpcUrl?: string } {
  return JSON.parse(out.slice(0, out.indexOf('\n')))
}

/** What a run came to, without what depends on the clock or on where blocks were cut. */
export function resultOf({ seconds: _, chain: { batches, transactions }, ...rest }: Summary) {
  return { ...rest, batches, transactions }
}
