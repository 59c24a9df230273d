import { keccak256, stringToHex } from 'viem'
import { mnemonicToAccount, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'

/** The well-known phrase of local development nodes: its accounts exist on every anvil and must hold nothing anywhere else. */
const LOCAL_PHRASE = 'test test test test test test test test test test test junk'

/** Who acts in a replay. Every transaction is signed by the account whose action it is. */
export type Accounts = {
  /**
   * Deploys, and holds the operating funds. Its first transactions are the deployments, which fixes the addresses. On the local chain
   * it is also the timelock's proposer and the issuer of the court's skills.
   */
  readonly operations: PrivateKeyAccount
  readonly requester: PrivateKeyAccount
  /** Pushes batches along: tally and settlement, draws, the ends of cases and slashes. */
  readonly keeper: PrivateKeyAccount
  /** Rules disputes by the dataset's gold. */
  readonly expert: PrivateKeyAccount
  /** The account of a worker. The same seed and name give the same account. */
  worker(name: string): PrivateKeyAccount
}

/** A secret that follows from the seed: fit for a local chain only, since whoever knows the seed knows it. */
export function deriveSecret(seed: number, ...purpose: readonly string[]): `0x${string}` {
  return keccak256(stringToHex(JSON.stringify(['labelproof', seed, ...purpose])))
}

export function createAccounts(seed: number): Accounts {
  const workers = new Map<string, PrivateKeyAccount>()
  const worker = (name: string): PrivateKeyAccount => {
    const account = workers.get(name) ?? privateKeyToAccount(deriveSecret(seed, 'worker', name))
    workers.set(name, account)
    return account
  }
  const local = (index: number): PrivateKeyAccount => {
    const { privateKey } = mnemonicToAccount(LOCAL_PHRASE, { addressIndex: index }).getHdKey()
    if (!privateKey) throw new Error('unreachable: a phrase always has private keys')
    return privateKeyToAccount(`0x${Buffer.from(privateKey).toString('hex')}`)
  }
  return { operations: local(0), requester: local(1), keeper: local(2), expert: local(3), worker }
}
