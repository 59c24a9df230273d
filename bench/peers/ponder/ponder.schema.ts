import { onchainTable } from 'ponder'

export const account = onchainTable('account', (t) => ({
  id: t.hex().primaryKey(),
  received: t.bigint().notNull(),
  count: t.integer().notNull(),
  /** `received / count` with 34 digits, as a subgraph's BigDecimal. */
  mean: t.numeric().notNull(),
}))

export const transfer = onchainTable('transfer', (t) => ({
  /** Hash of the transaction, then the log's index. */
  id: t.hex().primaryKey(),
  from: t.hex().notNull(),
  to: t.hex().notNull(),
  amount: t.bigint().notNull(),
  block: t.bigint().notNull(),
  timestamp: t.bigint().notNull(),
}))
