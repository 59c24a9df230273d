/** Chain id of the local chain. */
export const CHAIN_ID = 31_337
/** Time of block 0, Unix seconds: 2026-01-01T00:00:00Z. Fixed, and so are the steps: the same replay gives the same blocks. */
export const GENESIS_TIME = 1_767_225_600
/** Seconds from one block to the next. */
export const BLOCK_SECONDS = 12
/** Gas that a block can hold, as on Ethereum. */
export const BLOCK_GAS = 60_000_000

/** An anvil that listens. */
export type Anvil = { readonly port: number; readonly pid: number }
