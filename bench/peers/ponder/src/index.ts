import { ponder } from 'ponder:registry'
import { account, transfer } from 'ponder:schema'
import { concatHex, numberToHex } from 'viem'
import { divide } from './divide.ts'

/** What the subgraph of the benchmark does: one load-modify-save with a division, one insert. */
ponder.on('Token:Transfer', async ({ event, context }) => {
  const { from, to, amount } = event.args
  const known = await context.db.find(account, { id: to })
  const received = (known?.received ?? 0n) + amount
  const count = (known?.count ?? 0) + 1
  const mean = divide(received, BigInt(count))
  if (known === null) await context.db.insert(account).values({ id: to, received, count, mean })
  else await context.db.update(account, { id: to }).set({ received, count, mean })
  await context.db.insert(transfer).values({
    id: concatHex([event.transaction.hash, numberToHex(event.log.logIndex, { size: 4 })]),
    from,
    to,
    amount,
    block: event.block.number,
    timestamp: event.block.timestamp,
  })
})
