/** Reads the parameters of a deployment from JSON. */
import { type Address, getAddress, isAddress } from 'viem'
import { DEFAULT_PARAMETERS, type DeploymentParameters } from './deploy-plan.ts'

/** A file that is no set of parameters: which entry, and what it must be. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError'
}

type Json = Readonly<Record<string, unknown>>

const REQUIRED = ['proposers', 'executors', 'guardian', 'operations', 'skillIssuer'] as const
const OPTIONAL = ['stable', ...Object.keys(DEFAULT_PARAMETERS)]

/**
 * The parameters in the text, the defaults for what it leaves out.
 * @param text JSON. Numbers beyond 2^53 are strings of digits.
 * @throws ParameterError
 */
export function parseParameters(text: string): DeploymentParameters {
  const given = { ...DEFAULT_PARAMETERS, ...asObject('the file', parseJson(text)) } as Json
  const missing = REQUIRED.filter((name) => given[name] === undefined)
  if (missing.length > 0) throw new ParameterError(`give ${missing.join(', ')}`)
  requireKnown(given, [...REQUIRED, ...OPTIONAL], '')
  const bounds = { ...DEFAULT_PARAMETERS.bounds, ...asObject('bounds', given.bounds) } as Json
  requireKnown(bounds, Object.keys(DEFAULT_PARAMETERS.bounds), 'bounds.')
  const bound = (name: string) => asNumber(`bounds.${name}`, bounds[name])
  return {
    timelockDelay: asBigInt('timelockDelay', given.timelockDelay),
    proposers: asAddresses('proposers', given.proposers),
    executors: asAddresses('executors', given.executors),
    guardian: asAddress('guardian', given.guardian),
    operations: asAddress('operations', given.operations),
    unbondingPeriod: asNumber('unbondingPeriod', given.unbondingPeriod),
    bounds: {
      minWindow: bound('minWindow'),
      maxWindow: bound('maxWindow'),
      minDisputeWindow: bound('minDisputeWindow'),
      minGoldBps: bound('minGoldBps'),
      minNoRevealBps: bound('minNoRevealBps'),
      maxNoRevealBps: bound('maxNoRevealBps'),
      maxKeeperFee: bound('maxKeeperFee'),
    },
    bonusBps: asBigInt('bonusBps', given.bonusBps),
    skillIssuer: asAddress('skillIssuer', given.skillIssuer),
    baseBond: asBigInt('baseBond', given.baseBond),
    jurorStake: asBigInt('jurorStake', given.jurorStake),
    bonusEpochCap: asBigInt('bonusEpochCap', given.bonusEpochCap),
    ...(given.stable === undefined ? {} : { stable: asAddress('stable', given.stable) }),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ParameterError(`the file is no JSON: ${(error as Error).message}`)
  }
}

function requireKnown(given: Json, known: readonly string[], prefix: string): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  if (unknown !== undefined) throw new ParameterError(`${prefix}${unknown} is unknown; known are ${known.join(', ')}`)
}

function asObject(name: string, value: unknown): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json
  throw new ParameterError(`${name} must be an object`)
}

function asBigInt(name: string, value: unknown): bigint {
  if (typeof value === 'bigint') return value
  if (Number.isSafeInteger(value) && (value as number) >= 0) return BigInt(value as number)
  if (typeof value === 'string' && /^\d+$/.test(value)) return BigInt(value)
  throw new ParameterError(`${name} must be a whole number from 0 on`)
}

function asNumber(name: string, value: unknown): number {
  const number = Number(asBigInt(name, value))
  if (Number.isSafeInteger(number)) return number
  throw new ParameterError(`${name} must be below 2^53`)
}

function asAddress(name: string, value: unknown): Address {
  if (typeof value === 'string' && isAddress(value)) return getAddress(value)
  throw new ParameterError(`${name} must be an address, with the right checksum where it has capitals`)
}

function asAddresses(name: string, value: unknown): readonly Address[] {
  if (Array.isArray(value) && value.length > 0)
    return value.map((entry, index) => asAddress(`${name}[${index}]`, entry))
  throw new ParameterError(`${name} must be a list of one address at least`)
}
