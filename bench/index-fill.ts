import { loadManifest } from '../engine/manifest/index.ts'
import { parseSchema } from '../engine/schema/index.ts'
import { openStore } from '../engine/store/index.ts'
import type { EntityChange } from '../engine/types.ts'
import { EMPTY_BLOCKS, request } from './index-chain.ts'

type Block = { readonly hash: string; readonly parentHash: string; readonly timestamp: string }

/** A tenth of the entities are accounts, each with a version for every ten transfers: the sizes of a busy subgraph. */
const TRANSFERS_PER_ACCOUNT = 9

/** Makes a store that already holds so many entities, in the chain's empty blocks. */
export async function fillStore(options: {
  readonly rpcUrl: string
  readonly storePath: string
  readonly buildDir: string
  readonly entities: number
}): Promise<void> {
  const { rpcUrl, storePath, buildDir, entities } = options
  const { deployment, schema: source } = await loadManifest(buildDir)
  const store = openStore({ path: storePath, schema: parseSchema(source), deployment })
  store.setDurability('backfill')
  const perBlock = Math.ceil(entities / EMPTY_BLOCKS)
  for (let number = 1; number <= EMPTY_BLOCKS; number++) {
    const block = await request<Block>(rpcUrl, 'eth_getBlockByNumber', [`0x${number.toString(16)}`, false])
    const first = (number - 1) * perBlock
    const count = Math.max(0, Math.min(perBlock, entities - first))
    const changes = Array.from({ length: count }, (_, index) => changeOf(first + index, number))
    const { hash, parentHash } = block
    store.transact([{ block: { number, hash, parentHash, timestamp: Number(block.timestamp) }, changes }])
  }
  // A store that caught up before: its indexes are kept from here on.
  await store.makeIndexes(new AbortController().signal)
  store.close()
}

function changeOf(index: number, block: number): EntityChange {
  const [isAccount, account] = [index % (TRANSFERS_PER_ACCOUNT + 1) === 0, bytes(scatter(index), 20)]
  const amount = BigInt(index)
  if (isAccount) {
    const entity = { id: account, received: amount, count: 1, mean: { digits: amount, exp: 0 } }
    return { type: 'Account', id: account, entity }
  }
  const id = bytes(scatter(index), 36)
  const entity = { id, from: account, to: account, amount, block: BigInt(block), timestamp: 1_700_000_000n }
  return { type: 'Transfer', id, entity }
}

/** Spreads ids as hashes are spread; one to one below 2 ** 32. */
function scatter(index: number): number {
  return Math.imul(index + 1, 0x9e3779b1) >>> 0
}

/** Above every address of the chain's accounts. */
function bytes(value: number, length: number): string {
  return `0x${value.toString(16).padStart(8, '0')}${'5a'.repeat(length - 4)}`
}
