/** A history as data: what is called when, by whom, with which arguments. Nothing here knows a chain. */
import { type Address, getContractAddress, type Hex, isHex, maxUint256 } from 'viem'
import { type HDAccount, mnemonicToAccount } from 'viem/accounts'

/** In the order in which the admin deploys them, which gives their addresses. */
const names = ['label', 'vault', 'dollar', 'trap', 'parameters', 'slasher', 'market'] as const
export type ContractName = (typeof names)[number]

/** One call; `multicall` of the market has the calls it makes as its one argument. */
export type Call = { readonly to: ContractName; readonly name: string; readonly args: readonly unknown[] }

/** A transaction in a block of its own. */
export type Step = Call & {
  /** Unix time of the block. */
  readonly at: number
  readonly from: Address
}

export type Event = { readonly name: string; readonly args: Readonly<Record<string, unknown>> }

/** What a transaction did: its events in order, or the error that it was refused with, arguments in their order. */
export type Outcome =
  | { readonly events: readonly Event[] }
  | { readonly error: Event['name']; readonly args: unknown[] }

/** A view that can be asked at the end, with the answer expected. */
export type Read = Call & { readonly value: unknown }

/** Time of a history's first step, beyond every clock: year 2096. */
export const startTime = 4_000_000_000

export const chainId = 31337
export const unbondingPeriod = 1000
export const supply = 10n ** 27n

const mnemonic = 'test test test test test test test test test test test junk'

/** The accounts that both nodes start with, by number. */
export const signers: readonly HDAccount[] = Array.from({ length: 17 }, (_, addressIndex) =>
  mnemonicToAccount(mnemonic, { addressIndex }),
)
const account = (index: number): Address => signerAt(index).address.toLowerCase() as Address

function signerAt(index: number): HDAccount {
  const signer = signers[index]
  if (signer === undefined) throw new RangeError(`there is no account ${index}`)
  return signer
}

export const admin = account(0)
export const requester = account(1)
export const outsider = account(2)
/** A plain account in the place of the court: what it may do is the market's and the slasher's to check. */
export const court = account(3)
/** A plain account in the place of the draw pool. */
export const pool = account(4)
export const guardian = account(5)
/** Gets the insurance's part of slashes. */
export const insurance = account(6)
/** Strictly ascending, as a panel is written. */
export const annotators = [10, 11, 12, 13, 14, 15, 16].map(account).sort()

/** Who signs for an annotator. */
export function signerOf(address: Address): HDAccount {
  const signer = signers.find((candidate) => candidate.address.toLowerCase() === address)
  if (signer === undefined) throw new RangeError(`no key for ${address}`)
  return signer
}

/** Deploys the libraries. */
export const librarian = account(7)

/** The bounds that a project must keep. */
export const bounds = {
  minWindow: 60,
  maxWindow: 30 * 86_400,
  minDisputeWindow: 0,
  minGoldBps: 1000,
  minNoRevealBps: 100,
  maxNoRevealBps: 5000,
  maxKeeperFee: 20,
}

/** The admin deploys them one after the other; libraries that they are linked to come from another account. */
export const deployments: readonly { name: ContractName; artifact: string; args: readonly unknown[] }[] = [
  { name: 'label', artifact: 'LabelToken', args: [account(9), admin] },
  { name: 'vault', artifact: 'StakeVault', args: [addressOf('label'), unbondingPeriod, admin] },
  { name: 'dollar', artifact: 'MintableToken', args: [] },
  { name: 'trap', artifact: 'TrapToken', args: [] },
  // Their owner has to be a contract, and never acts in a history.
  { name: 'parameters', artifact: 'ProtocolParameters', args: [addressOf('dollar'), guardian, bounds] },
  { name: 'slasher', artifact: 'Slasher', args: [addressOf('vault'), insurance] },
  { name: 'market', artifact: 'LabelMarket', args: [addressOf('vault'), addressOf('parameters')] },
]

export function addressOf(name: ContractName): Address {
  const nonce = BigInt(names.indexOf(name))
  return getContractAddress({ from: admin, nonce }).toLowerCase() as Address
}

/** What the requester and the outsider own of each payment token. */
export const wealth = { [requester]: 1_000_000_000n, [outsider]: 500n }

/** Calls after the deployment, before every history. The roles are asked of the vault. */
export const preparations = (lockerRole: Hex, slasherRole: Hex): readonly (Call & { from: Address })[] => [
  { from: admin, to: 'vault', name: 'grantRole', args: [lockerRole, addressOf('market')] },
  { from: admin, to: 'vault', name: 'grantRole', args: [slasherRole, addressOf('slasher')] },
  { from: admin, to: 'market', name: 'wire', args: [addressOf('slasher'), court, pool] },
  { from: admin, to: 'slasher', name: 'wire', args: [addressOf('market'), court] },
  { from: admin, to: 'label', name: 'approve', args: [addressOf('vault'), maxUint256] },
  ...(['dollar', 'trap'] as const).flatMap((token) =>
    Object.entries(wealth).flatMap(([owner, amount]) => [
      { from: admin, to: token, name: 'mint', args: [owner, amount] },
      { from: owner as Address, to: token, name: 'approve', args: [addressOf('market'), maxUint256] },
    ]),
  ),
]

/** One text for equal values, however a decoder types them: numbers in decimals, hex in lower case. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, entry: unknown) => {
    if (typeof entry === 'bigint' || typeof entry === 'number') return String(entry)
    if (isHex(entry)) return entry.toLowerCase()
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return entry
    return Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
