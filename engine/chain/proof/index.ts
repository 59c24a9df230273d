/** Recomputes what a block's hash commits to, so that an answer can be checked without trust in the node. */
export { type Bloom, type BloomBits, bloomBits, bloomOf, mayContain } from './bloom.ts'
export { headerHash, type ProvableHeader } from './header.ts'
export { encodeReceipt, type ProvableLog, type ProvableReceipt, receiptsRoot } from './receipt.ts'
export { bytesOfHex, bytesOfQuantity, encodeRlp, type RlpItem } from './rlp.ts'
export { listRoot } from './trie.ts'
