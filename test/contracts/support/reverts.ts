import assert from 'node:assert/strict'
import hre from 'hardhat'
import { type Abi, BaseError, decodeErrorResult, type Hex, isHex } from 'viem'

const names = [...(await hre.artifacts.getAllFullyQualifiedNames())].sort()
const artifacts = await Promise.all(names.map((name) => hre.artifacts.readArtifact(name)))
/** The errors of every contract: one may pass on another's. */
const errors = artifacts.flatMap((artifact) => artifact.abi as Abi).filter((entry) => entry.type === 'error')

/**
 * Asserts that the call reverts with the custom error of this name and exactly these arguments.
 * @param args In the order of the error's declaration; addresses in checksum form.
 */
export async function reverts(call: Promise<unknown>, errorName: string, args: readonly unknown[] = []): Promise<void> {
  const reason = await call.then(
    () => undefined,
    (error: unknown) => error,
  )
  assert.ok(reason !== undefined, `expected ${errorName}, but the call succeeded`)
  const decoded = decode(reason)
  assert.deepEqual({ errorName: decoded.errorName, args: decoded.args ?? [] }, { errorName, args })
}

/** Asserts that the call reverts with the custom error of this name, whatever its arguments. */
export async function revertsByName(call: Promise<unknown>, errorName: string): Promise<void> {
  const reason = await call.then(
    () => undefined,
    (error: unknown) => error,
  )
  assert.ok(reason !== undefined, `expected ${errorName}, but the call succeeded`)
  assert.equal(errorNameOf(reason), errorName)
}

/** Whether the call reverted with a custom error that is known here. */
export function isNamedError(reason: unknown): boolean {
  const data = findData(reason)
  if (data === undefined || data === '0x') return false
  return !['Panic', 'Error'].includes(decodeErrorResult({ abi: errors, data }).errorName)
}

/** The name of the error that the call reverted with: `Panic` and `Error` are the language's own. */
export const errorNameOf = (reason: unknown): string => decode(reason).errorName

function decode(reason: unknown) {
  const data = findData(reason)
  // The whole message would carry the bytecode along.
  assert.ok(data !== undefined, `no revert data in: ${String(reason).slice(0, 400)}`)
  return decodeErrorResult({ abi: errors, data })
}

/** The revert data lies somewhere along the chain of causes, beside objects of the same key. */
function findData(reason: unknown): Hex | undefined {
  if (!(reason instanceof BaseError)) return undefined
  const holder = reason.walk((cause) => isHex((cause as { data?: unknown }).data))
  return holder === null ? undefined : (holder as unknown as { data: Hex }).data
}
