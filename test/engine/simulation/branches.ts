import { encodeAbiParameters, keccak256, pad, toHex } from 'viem'
import { bloomOf, headerHash, type ProvableReceipt, receiptsRoot } from '../../../engine/chain/proof/index.ts'
import type { Random } from '../equivalence/random.ts'

/** A log as `eth_getLogs` answers it. */
export type SimLog = {
  readonly address: string
  readonly topics: readonly string[]
  readonly data: string
  readonly blockHash: string
  readonly blockNumber: string
  readonly transactionHash: string
  readonly transactionIndex: string
  readonly logIndex: string
  readonly removed: false
}

/** A block as it is for ever: which chain it is on changes. */
export type SimBlock = {
  readonly number: number
  readonly hash: string
  readonly parent: SimBlock | undefined
  readonly header: Readonly<Record<string, string>>
  readonly transactions: readonly Readonly<Record<string, string>>[]
  readonly receipts: readonly (ProvableReceipt & {
    readonly transactionHash: string
    readonly logs: readonly SimLog[]
  })[]
}

/** Where the fixture's manifest expects its contract. */
export const PARENT = `0x${'f0'.padStart(40, '0')}`
/** Contracts that the parent, or one of them, may make known. */
export const CHILDREN = [1, 2, 3, 4, 5].map((index) => `0x${`f${index}`.padStart(40, '0')}`)
/** A contract with the same events, of which the subgraph knows nothing. */
const STRANGER = `0x${'ee'.padStart(40, '0')}`

export const MADE = keccak256(toHex('Made(address,uint256)'))
export const SAID = keccak256(toHex('Said(uint256)'))

const hex = (value: number | bigint) => `0x${value.toString(16)}`
const ZERO = `0x${'00'.repeat(32)}`

/** What a block is made of besides its parent. */
export type Content = {
  readonly random: Random
  readonly density: number
  readonly time: number
  readonly extra: number
}

/** A block on top of another: real hashes, blooms and roots, so that every check of the engine can be on. */
export function makeBlock(parent: SimBlock | undefined, { random, density, time, extra }: Content): SimBlock {
  const number = parent === undefined ? 0 : parent.number + 1
  const drafts = number === 0 || !random.chance(density) ? [] : drawTransactions(random, number)
  let logIndex = 0
  let gas = 0
  const receipts = drafts.map((logs, index) => {
    gas += 21_000 + logs.length
    return {
      type: '0x2',
      status: '0x1',
      cumulativeGasUsed: hex(gas),
      gasUsed: hex(21_000 + logs.length),
      // Transactions of a branch that is left are mined again in another.
      transactionHash: keccak256(toHex(`${number} ${index} ${random.int(0, 1)}`)),
      transactionIndex: hex(index),
      blockNumber: hex(number),
      contractAddress: null,
      logs: logs.map((log) => ({ ...log, logIndex: hex(logIndex++) })),
    }
  })
  const logs = receipts.flatMap((receipt) => receipt.logs)
  const logsBloom = toHex(bloomOf(logs))
  const fields = {
    parentHash: parent?.hash ?? ZERO,
    sha3Uncles: ZERO,
    miner: STRANGER,
    stateRoot: ZERO,
    transactionsRoot: ZERO,
    receiptsRoot: receiptsRoot(receipts as unknown as ProvableReceipt[]),
    logsBloom,
    difficulty: '0x0',
    number: hex(number),
    gasLimit: '0x1c9c380',
    gasUsed: hex(gas),
    timestamp: hex(time),
    extraData: hex(0x1_000_000 + extra).replace('0x1', '0x'),
    mixHash: ZERO,
    nonce: '0x0000000000000000',
    baseFeePerGas: '0x7',
  }
  const hash = headerHash(fields)
  const place = { blockHash: hash, blockNumber: hex(number) }
  return {
    number,
    hash,
    parent,
    header: { ...fields, hash, size: '0x220' },
    transactions: receipts.map((receipt) => transaction(receipt, place)),
    receipts: receipts.map((receipt) => ({
      ...receipt,
      ...place,
      logsBloom,
      logs: receipt.logs.map((log) => ({
        ...log,
        ...place,
        transactionHash: receipt.transactionHash,
        transactionIndex: receipt.transactionIndex,
        removed: false as const,
      })),
    })),
  }
}

function transaction(
  { transactionHash, transactionIndex }: { transactionHash: string; transactionIndex: string },
  place: { readonly blockHash: string; readonly blockNumber: string },
): Record<string, string> {
  return {
    ...place,
    hash: transactionHash,
    transactionIndex,
    from: STRANGER,
    to: PARENT,
    value: '0x0',
    gas: '0x5208',
    gasPrice: '0x7',
    input: '0x',
    nonce: '0x1',
  }
}

type DraftLog = Pick<SimLog, 'address' | 'topics' | 'data'>

function drawTransactions(random: Random, number: number): DraftLog[][] {
  return Array.from({ length: random.int(1, 3) }, (_, index) =>
    Array.from({ length: random.int(0, 3) }, () => drawLog(random, number * 4 + index)),
  )
}

/** Amounts go up to 2^256 - 1; children speak before anyone has made them known, too. */
function drawLog(random: Random, salt: number): DraftLog {
  const amount = random.chance(0.05) ? 2n ** 256n - 1n - BigInt(salt) : BigInt(random.int(0, 1_000))
  const data = encodeAbiParameters([{ type: 'uint256' }], [amount])
  const address = random.pick([PARENT, PARENT, ...CHILDREN, STRANGER])
  const makes = address === PARENT || random.chance(0.1)
  if (!makes) return { address, topics: [SAID], data }
  return { address, topics: [MADE, pad(random.pick(CHILDREN) as `0x${string}`)], data }
}

/** The blocks of a chain by number, from genesis to its tip. */
export function chainOf(tip: SimBlock): SimBlock[] {
  const blocks: SimBlock[] = []
  for (let block: SimBlock | undefined = tip; block !== undefined; block = block.parent) blocks.push(block)
  return blocks.reverse()
}

/** `depth` blocks below, or genesis. */
export function ancestor(block: SimBlock, depth: number): SimBlock {
  let found = block
  for (let left = depth; left > 0 && found.parent !== undefined; left--) found = found.parent
  return found
}

/** What the fixture's mapping notes of a chain, in its own words: `block hash, log index` of every log that it sees. */
export function expectedNotes(tip: SimBlock): string[] {
  const known = new Set<string>()
  return chainOf(tip).flatMap(({ hash, receipts }) => {
    const logs = receipts.flatMap((receipt) => receipt.logs)
    const noted = new Set<SimLog>()
    // Whoever is made in a block sees all of it.
    for (let before = -1; before < noted.size; ) {
      before = noted.size
      for (const log of logs) {
        const isMade = log.topics[0] === MADE
        if (!(log.address === PARENT ? isMade : known.has(log.address))) continue
        noted.add(log)
        if (isMade) known.add(`0x${log.topics[1]?.slice(26)}`)
      }
    }
    return [...noted].map((log) => `${hash}${Number(log.logIndex)}`)
  })
}
